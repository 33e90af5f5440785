package com.wizardsofts.ollamaswarm.node.cluster.gateway;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.GatewayStatus;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.gateway.Gateway;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikVersion;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The gateway on the lead's server, once the service is there that it leads to. */
@ApplicationScoped
public class GatewayCheck implements Check {
  /** Traefik looks at the Swarm every second: only what stays different is wrong. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final Set<String> UNSEEN =
      Set.of(
          ProblemCode.GATEWAY_FILE.code(),
          ProblemCode.GATEWAY_SILENT.code(),
          ProblemCode.GATEWAY_UNSUITABLE.code());

  private final ClusterFile cluster;
  private final DockerEngine engine;
  private final OllamaService services;
  private final Gateway gateway;
  private final Await await;

  public GatewayCheck(
      ClusterFile cluster,
      DockerEngine engine,
      OllamaService services,
      Gateway gateway,
      Await await) {
    this.cluster = cluster;
    this.engine = engine;
    this.services = services;
    this.gateway = gateway;
    this.await = await;
  }

  @Override
  public String subject() {
    return "the gateway";
  }

  @Override
  public List<Finding> look() {
    return cluster.usable().map(this::look).orElse(List.of());
  }

  private List<Finding> look(ClusterSpec wanted) {
    var spec = wanted.gatewaySpec();
    try {
      var info = engine.get("/info");
      return info.at("/Swarm/ControlAvailable").asBoolean()
              && services.desiredReplicas(spec.service()).isPresent()
          ? of(spec, wanted.service().labels(), info.path("ServerVersion").asText())
          : List.of();
    } catch (ProblemException e) {
      return of(e);
    }
  }

  private List<Finding> of(GatewaySpec spec, Map<String, String> wanted, String dockerVersion) {
    var other = gateway.otherMode(spec);
    if (other.isPresent()) { // nothing of this mode's own is wrong, and no fix may make it
      return List.of(finding(FindingCode.GATEWAY_OTHER_MODE, other.get()));
    }
    var status = settled(spec);
    var provider = new TraefikVersion(status.version()).provider();
    var labels = services.labels(spec.service());
    var found = new ArrayList<>(LabelFaults.in(labels, spec.network(), provider, wanted));
    found.addAll(GatewayFaults.in(status, dockerVersion));
    return found;
  }

  private GatewayStatus settled(GatewaySpec spec) {
    return await
        .until(
            PATIENCE,
            Duration.ofSeconds(1),
            () ->
                Optional.of(gateway.status(spec))
                    .filter(now -> now.backends().stream().allMatch(GatewayStatus.Backend::serves)))
        .orElseGet(() -> gateway.status(spec));
  }

  private static List<Finding> of(ProblemException e) {
    var problem = e.problem();
    if (problem.is(ProblemCode.GATEWAY_MISSING)) {
      return List.of(finding(FindingCode.GATEWAY_MISSING, problem));
    }
    if (UNSEEN.contains(problem.code())) {
      return List.of(finding(FindingCode.GATEWAY_UNSEEN, problem));
    }
    throw e;
  }

  private static Finding finding(FindingCode code, Problem problem) {
    return code.finding(String.valueOf(problem.detail())).withRemedy(problem.remedy());
  }
}
