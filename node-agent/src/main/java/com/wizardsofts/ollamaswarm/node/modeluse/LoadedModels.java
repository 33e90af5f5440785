package com.wizardsofts.ollamaswarm.node.modeluse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.node.swarm.Names;
import com.wizardsofts.ollamaswarm.node.swarm.replica.Replicas;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The models that this node's replicas have in memory, by their own word. */
@ApplicationScoped
public class LoadedModels {
  private final DockerEngine engine;

  public LoadedModels(DockerEngine engine) {
    this.engine = engine;
  }

  /** A replica that cannot be asked is a problem: what it has loaded is then not known. */
  public List<String> here(String service) {
    var label = Replicas.SERVICE + "=" + Names.check("service", Names.NAME, service);
    var containers = engine.get("/containers/json?filters=" + Filters.of("label", label));
    return StreamSupport.stream(containers.spliterator(), false)
        .flatMap(container -> in(container.path("Id").asText()))
        .map(line -> line.split("\\s")[0])
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * A line of {@code ollama ps} for each model that it has loaded, the model's name first; how much
   * of it the GPU has stands in it too.
   *
   * <p>Asks inside the container: from outside, only containers on its overlay network reach it.
   * Nothing but Ollama's own command is sure to be in its image.
   */
  Stream<String> in(String container) {
    var exec = engine.post("/containers/%s/exec".formatted(container), command()).path("Id");
    var start = JsonNodeFactory.instance.objectNode().put("Detach", false).put("Tty", true);
    var printed = engine.postForText("/exec/%s/start".formatted(exec.asText()), start);
    var exitCode = engine.get("/exec/%s/json".formatted(exec.asText())).path("ExitCode").asInt(-1);
    if (exitCode != 0) {
      throw ProblemCode.SERVICE_NOT_RUNNING
          .problem("ollama ps in container %s ended with %d".formatted(container, exitCode))
          .withEvidence(printed.lines().limit(10).toList())
          .exception();
    }
    return printed.lines().skip(1).filter(line -> !line.isBlank());
  }

  private static JsonNode command() {
    // With a terminal its output is one plain stream.
    var command = JsonNodeFactory.instance.objectNode().put("AttachStdout", true).put("Tty", true);
    command.putArray("Cmd").add("ollama").add("ps");
    return command;
  }
}
