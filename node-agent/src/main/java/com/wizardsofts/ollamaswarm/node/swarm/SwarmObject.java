package com.wizardsofts.ollamaswarm.node.swarm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.function.Consumer;

/**
 * Changes the spec of a node or service. Swarm takes only whole specs, and only for the version
 * that was read; any change of status in between makes a new version, so a refusal for being "out
 * of sequence" is answered by reading anew.
 */
public final class SwarmObject {
  private static final int ATTEMPTS = 10;
  private static final String OUT_OF_SEQUENCE = "update out of sequence";

  private final DockerEngine engine;

  public SwarmObject(DockerEngine engine) {
    this.engine = engine;
  }

  /**
   * Applies the change to the spec as it is now and sends it back whole; sends nothing when the
   * change changed nothing.
   *
   * @param path {@code /nodes/ID} or {@code /services/NAME}
   */
  public void change(String path, Consumer<ObjectNode> change) {
    for (var attempt = 1; ; attempt++) {
      try {
        changeOnce(path, change);
        return;
      } catch (ProblemException e) {
        var cause = String.valueOf(e.problem().cause());
        if (attempt == ATTEMPTS || !cause.contains(OUT_OF_SEQUENCE)) {
          throw e;
        }
      }
    }
  }

  private void changeOnce(String path, Consumer<ObjectNode> change) {
    var object = engine.getWhole(path);
    var spec = (ObjectNode) object.path("Spec");
    var before = spec.deepCopy();
    change.accept(spec);
    if (!spec.equals(before)) {
      var version = object.at("/Version/Index").asLong();
      engine.postWhole(
          "/%s/%s/update?version=%d".formatted(kind(path), object.path("ID").asText(), version),
          spec);
    }
  }

  private static String kind(String path) {
    return path.substring(1, path.indexOf('/', 1));
  }
}
