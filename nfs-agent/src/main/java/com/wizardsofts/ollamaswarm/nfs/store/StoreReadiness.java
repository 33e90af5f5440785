package com.wizardsofts.ollamaswarm.nfs.store;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while the store can be used. */
@Readiness
@ApplicationScoped
public class StoreReadiness implements HealthCheck {
  private final StoreHeartbeat heartbeat;

  public StoreReadiness(StoreHeartbeat heartbeat) {
    this.heartbeat = heartbeat;
  }

  @Override
  public HealthCheckResponse call() {
    var trouble = heartbeat.trouble();
    var health = HealthCheckResponse.named("store").status(trouble.isEmpty());
    if (!trouble.isEmpty()) {
      health.withData("problem", trouble);
    }
    return health.build();
  }
}
