package com.wizardsofts.ollamaswarm.operation;

import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;

/**
 * Comments between server-sent events: a reader that hears none for longer knows that the
 * connection is lost, which may end without a sign.
 */
public final class Heartbeats {
  /** How far they are apart. */
  public static final Duration APART = Duration.ofSeconds(15);

  private Heartbeats() {}

  /** These events, and a comment every {@link #APART} until they end. */
  public static Multi<OutboundSseEvent> among(Multi<OutboundSseEvent> events, Sse sse) {
    return among(
        events,
        sse.newEventBuilder().comment("heartbeat").build(),
        sse.newEventBuilder().comment("end").build(),
        APART);
  }

  /** The end is a value too, and is not sent: nothing else ends the beats. */
  static <T> Multi<T> among(Multi<T> events, T beat, T end, Duration apart) {
    var beats =
        Multi.createFrom()
            .ticks()
            .startingAfter(apart)
            .every(apart)
            .onOverflow()
            .drop()
            .map(_ -> beat);
    return Multi.createBy()
        .merging()
        .streams(events.onCompletion().continueWith(end), beats)
        .select()
        .first(event -> event != end);
  }
}
