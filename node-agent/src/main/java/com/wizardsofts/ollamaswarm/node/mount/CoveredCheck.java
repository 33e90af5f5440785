package com.wizardsofts.ollamaswarm.node.mount;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.machine.MountTable;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfig;
import com.wizardsofts.ollamaswarm.node.swarm.replica.Replicas;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The replicas that Docker started before the store was mounted, as after a boot with the store
 * away: each has the folder below the mount as it was then, and does not see the mount.
 */
@ApplicationScoped
public class CoveredCheck implements Check {
  private static final String REPLICAS =
      "/containers/json?filters=" + Filters.of("label", "com.docker.swarm.task.id");

  private final NodeAgentConfig config;
  private final Mounts mounts;
  private final MountTable table;
  private final DockerEngine engine;

  public CoveredCheck(
      NodeAgentConfig config, Mounts mounts, MountTable table, DockerEngine engine) {
    this.config = config;
    this.mounts = mounts;
    this.table = table;
    this.engine = engine;
  }

  @Override
  public String subject() {
    return "the store as replicas see it";
  }

  @Override
  public List<Finding> look() {
    return mounts.ours().stream()
        .map(Path::of)
        .filter(point -> table.at(point).filter(this::isNetwork).isPresent())
        .flatMap(point -> of(point).stream())
        .toList();
  }

  private List<Finding> of(Path point) {
    var covered = new LinkedHashSet<String>();
    for (JsonNode container : engine.get(REPLICAS)) {
      for (JsonNode mount : container.path("Mounts")) {
        if (isBelow(point, mount.path("Source").asText())
            && isLocal(container.path("Id").asText(), mount.path("Destination").asText())) {
          covered.add(container.at("/Names/0").asText().replaceFirst("^/", ""));
        }
      }
    }
    return covered.isEmpty()
        ? List.of()
        : List.of(
            FindingCode.MOUNT_COVERED
                .finding("%s: was mounted after they were started".formatted(point))
                .withEvidence(List.copyOf(covered)));
  }

  private static boolean isBelow(Path point, String source) {
    return source.startsWith("/") && Path.of(source).startsWith(point);
  }

  /**
   * What a replica has there; one that has ended has nothing, and other services may read there
   * too.
   */
  private boolean isLocal(String container, String inside) {
    return DockerEngine.unlessGone(() -> engine.get("/containers/%s/json".formatted(container)))
        .filter(Replicas::isOurs)
        .flatMap(it -> table.at(Path.of(inside), it.at("/State/Pid").asLong()))
        .filter(mount -> !isNetwork(mount))
        .isPresent();
  }

  private boolean isNetwork(MountTable.Mount mount) {
    return config.mount().types().contains(mount.type());
  }
}
