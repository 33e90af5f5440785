package com.wizardsofts.ollamaswarm.machine;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Tells systemd how this agent is: ready when its port is open, alive while its event loop turns.
 * Outside systemd, without {@code NOTIFY_SOCKET}, it tells nobody. sd_notify(3), systemd-notify(1).
 */
@ApplicationScoped
public class ServiceManager {
  private static final Logger LOG = Logger.getLogger(ServiceManager.class);
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Optional<String> socket;
  private final Programs programs;
  private final Vertx vertx;

  @Inject
  public ServiceManager(
      @ConfigProperty(name = "notify.socket") Optional<String> socket,
      Programs programs,
      Vertx vertx) {
    this.socket = socket;
    this.programs = programs;
    this.vertx = vertx;
  }

  void ready(@ObservesAsync HttpsServerStart event) {
    tell("READY=1");
  }

  /** Well within the unit's {@code WatchdogSec}; an event loop that hangs never says it. */
  @Scheduled(every = "20s")
  void alive() {
    if (socket.isPresent()) {
      vertx.runOnContext(_ -> Thread.ofVirtual().name("watchdog").start(() -> tell("WATCHDOG=1")));
    }
  }

  private void tell(String state) {
    if (socket.isEmpty()) {
      return;
    }
    try {
      programs.output(LIMIT, "env", "NOTIFY_SOCKET=" + socket.get(), "systemd-notify", state);
    } catch (ProblemException e) {
      LOG.warnf("systemd was not told %s: %s", state, e.problem().text());
    }
  }
}
