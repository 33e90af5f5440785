package com.wizardsofts.ollamaswarm.node.gateway.container;

import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikApi;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikNow;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Waits until Traefik, stopped and started, is wholly back. */
public final class Return {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** The longest start period and interval that a health check of Docker usually has. */
  private static final Duration HEALTH_LIMIT = Duration.ofSeconds(90);

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int LOG_LINES = 20;

  private final Containers containers;
  private final Clock clock;
  private final Await await;

  /** Looks at this Engine and by this clock. */
  public Return(Containers containers, Clock clock, Await await) {
    this.containers = containers;
    this.clock = clock;
    this.await = await;
  }

  /**
   * Waits for the API of the container of this name, every foreign router, whatever else is wanted,
   * and the container's health.
   *
   * @return when the routers were there
   */
  public Instant await(
      String name, int apiPort, Set<String> foreignRouters, Predicate<TraefikNow> wanted) {
    var lacking = new AtomicReference<>("it was not seen running");
    var routed =
        await
            .until(LIMIT, PAUSE, () -> routed(name, apiPort, foreignRouters, wanted, lacking))
            .orElseThrow(() -> notHealthy(name, lacking.get()));
    var _ =
        await
            .until(
                HEALTH_LIMIT, PAUSE, () -> containers.find(name).filter(TraefikContainer::healthy))
            .orElseThrow(() -> notHealthy(name, "its health check does not say healthy"));
    return routed;
  }

  private Optional<Instant> routed(
      String name,
      int apiPort,
      Set<String> foreignRouters,
      Predicate<TraefikNow> wanted,
      AtomicReference<String> lacking) {
    var container = containers.find(name).orElseThrow();
    if (container.failed()) {
      throw notHealthy(name, "it ended after its start");
    }
    Optional<TraefikNow> now;
    try {
      now = TraefikApi.find(container.apiAddresses(apiPort)).map(TraefikApi::now);
    } catch (ProblemException e) {
      lacking.set(e.problem().cause() == null ? e.problem().detail() : e.problem().cause());
      return Optional.empty();
    }
    if (now.isEmpty()) {
      lacking.set("its API does not answer");
      return Optional.empty();
    }
    var gone = new TreeSet<>(foreignRouters);
    gone.removeAll(now.get().foreignRouters());
    if (!gone.isEmpty()) {
      lacking.set("these routers did not come back: " + String.join(", ", gone));
      return Optional.empty();
    }
    lacking.set("it does not have the entry point or the providers");
    return wanted.test(now.get()) ? Optional.of(clock.instant()) : Optional.empty();
  }

  private ProblemException notHealthy(String name, String cause) {
    return ProblemCode.GATEWAY_NOT_HEALTHY
        .problem("The container '%s' was restarted with its changes".formatted(name))
        .causedBy(cause)
        .withEvidence(containers.log(name, LOG_LINES))
        .exception();
  }
}
