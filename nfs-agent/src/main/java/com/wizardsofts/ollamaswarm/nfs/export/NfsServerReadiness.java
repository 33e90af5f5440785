package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while the NFS server runs. */
@Readiness
@ApplicationScoped
public class NfsServerReadiness implements HealthCheck {
  private final NfsServer server;

  public NfsServerReadiness(NfsServer server) {
    this.server = server;
  }

  @Override
  public HealthCheckResponse call() {
    var response = HealthCheckResponse.named("nfs-server");
    try {
      server.requireRunning();
      return response.up().build();
    } catch (ProblemException e) {
      return response.down().withData("problem", String.valueOf(e.getMessage())).build();
    }
  }
}
