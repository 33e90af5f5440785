package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.Map;
import java.util.Optional;

/** Why a service that has the name of Ollama's is not to be changed. */
final class ServiceConflict {
  private static final String REPLICATED = "Replicated";

  private ServiceConflict() {}

  /** {@code service.conflict}; empty for a service that may be changed. */
  static Optional<Problem> in(JsonNode spec) {
    return otherMode(spec)
        .map(
            mode ->
                ProblemCode.SERVICE_CONFLICT.problem(
                    "the service %s has the mode %s, not %s, which no update can change"
                        .formatted(spec.path("Name").asText(), mode, REPLICATED)));
  }

  private static Optional<String> otherMode(JsonNode spec) {
    return spec.path("Mode")
        .propertyStream()
        .map(Map.Entry::getKey)
        .filter(mode -> !mode.equals(REPLICATED))
        .findFirst();
  }
}
