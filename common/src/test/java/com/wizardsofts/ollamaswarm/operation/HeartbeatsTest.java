package com.wizardsofts.ollamaswarm.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
  @Test
  void a_stream_without_news_beats_until_it_ends() {
    var events = UnicastProcessor.<String>create();
    var heard = heard(events, Duration.ofMillis(1));

    heard.awaitItems(2);
    events.onNext("news");
    events.onComplete();

    heard.awaitCompletion();
    assertThat(heard.getItems()).startsWith("beat", "beat").contains("news").doesNotContain("end");
  }

  @Test
  void what_has_ended_gives_its_events_alone() {
    var heard = heard(Multi.createFrom().items("first", "last"), Heartbeats.APART);

    heard.awaitCompletion();
    assertThat(heard.getItems()).containsExactly("first", "last");
  }

  @Test
  void a_reader_that_leaves_is_forgotten() {
    var events = UnicastProcessor.<String>create();
    var gone = new java.util.concurrent.CountDownLatch(1);
    var heard = heard(events.onCancellation().invoke(gone::countDown), Heartbeats.APART);

    heard.cancel();

    assertThat(gone.getCount()).isZero();
  }

  private static AssertSubscriber<String> heard(Multi<String> events, Duration apart) {
    return Heartbeats.among(events, "beat", "end", apart)
        .subscribe()
        .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
  }
}
