package com.wizardsofts.ollamaswarm.node.mount;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The running containers that see a mount. The kernel would let it be unmounted under them: each
 * has its own copy of the mount.
 */
@ApplicationScoped
public class MountUsers {
  private final DockerEngine engine;

  public MountUsers(DockerEngine engine) {
    this.engine = engine;
  }

  /**
   * Returns when {@link #of} is empty.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code mount.busy} with the
   *     containers' names as evidence
   */
  public void refuseWhileUsed(String mountPoint) {
    var users = of(mountPoint);
    if (!users.isEmpty()) {
      throw ProblemCode.MOUNT_BUSY.problem(mountPoint).withEvidence(users).exception();
    }
  }

  /**
   * The names of the running containers that have the mount point, something below it, or a
   * directory that holds it. One that has the whole server, as monitoring does, uses no store.
   */
  public List<String> of(String mountPoint) {
    var path = MountRequest.path("mountPoint", mountPoint);
    var users = new ArrayList<String>();
    for (JsonNode container : engine.get("/containers/json")) {
      for (JsonNode mount : container.path("Mounts")) {
        var source = mount.path("Source").asText();
        if (source.startsWith("/") && sees(Path.of(source), path)) {
          users.add(container.at("/Names/0").asText());
        }
      }
    }
    return List.copyOf(users);
  }

  private static boolean sees(Path source, Path mountPoint) {
    return source.startsWith(mountPoint)
        || (mountPoint.startsWith(source) && source.getNameCount() > 0);
  }
}
