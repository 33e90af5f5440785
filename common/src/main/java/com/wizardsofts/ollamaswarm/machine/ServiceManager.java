package com.wizardsofts.ollamaswarm.machine;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Tells systemd how this agent is: ready when its port is open, alive while its event loop turns.
 * Outside systemd, without {@code NOTIFY_SOCKET}, it tells nobody. sd_notify(3),
 * systemd.service(5).
 */
@ApplicationScoped
public class ServiceManager {
  private static final Logger LOG = Logger.getLogger(ServiceManager.class);

  private final Optional<String> socket;
  private final Vertx vertx;

  @Inject
  public ServiceManager(
      @ConfigProperty(name = "notify.socket") Optional<String> socket, Vertx vertx) {
    this.socket = socket;
    this.vertx = vertx;
  }

  void ready(@ObservesAsync HttpsServerStart event) {
    tell("READY=1");
  }

  /** Well within the unit's {@code WatchdogSec}; an event loop that hangs never says it. */
  @Scheduled(every = "10s")
  void alive() {
    vertx.runOnContext(_ -> tell("WATCHDOG=1"));
  }

  void stopping(@Observes ShutdownEvent event) {
    tell("STOPPING=1");
  }

  private void tell(String state) {
    if (socket.isPresent() && !new NotifySocket(socket.get()).send(state)) {
      LOG.warnf("systemd did not take %s at %s", state, socket.get());
    }
  }
}
