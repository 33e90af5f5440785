package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.node.swarm.container.Standalone;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ScriptConfigs;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.Map;
import java.util.Optional;

/**
 * Why a service that has the name of Ollama's is not to be changed. Only one that was made by us,
 * or runs Ollama and so may be taken over, is; and no update gives a service another mode.
 */
final class ServiceConflict {
  private ServiceConflict() {}

  /** {@code service.conflict}; empty for a service that may be changed. */
  static Optional<Problem> in(JsonNode spec) {
    return why(spec)
        .map(
            why ->
                ProblemCode.SERVICE_CONFLICT.problem(
                    "the service %s %s".formatted(spec.path("Name").asText(), why)));
  }

  private static Optional<String> why(JsonNode spec) {
    var image = spec.at("/TaskTemplate/ContainerSpec/Image").asText();
    return Standalone.isOllama(image) || ScriptConfigs.areIn(spec)
        ? otherMode(spec)
            .map("has the mode %s, not Replicated, which no update can change"::formatted)
        : Optional.of("runs %s, which is no Ollama, and has no script of ours".formatted(image));
  }

  private static Optional<String> otherMode(JsonNode spec) {
    return spec.path("Mode")
        .propertyStream()
        .map(Map.Entry::getKey)
        .filter(mode -> !mode.equals("Replicated"))
        .findFirst();
  }
}
