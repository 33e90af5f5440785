package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.api.ServiceState;
import com.wizardsofts.ollamaswarm.node.swarm.spec.OwnLabels;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Docker's JSON of the service in the words of our interface. */
final class ServiceView {
  private ServiceView() {}

  static ServiceState of(JsonNode service, List<Task> tasks) {
    var spec = service.path("Spec");
    var resources = spec.at("/TaskTemplate/Resources");
    return new ServiceState(
        spec.path("Name").asText(),
        spec.at("/TaskTemplate/ContainerSpec/Image").asText(),
        spec.at("/Mode/Replicated/Replicas").asInt(),
        (int) tasks.stream().filter(Task::isServing).count(),
        resources.at("/Limits/MemoryBytes").asLong(),
        resources.at("/Reservations/MemoryBytes").asLong(),
        Resources.cpus(resources.at("/Limits/NanoCPUs").asLong()),
        OwnLabels.in(spec.path("Labels")),
        update(service.path("UpdateStatus")),
        List.of());
  }

  private static ServiceState.@Nullable Update update(JsonNode status) {
    var state = status.path("State").asText();
    if (state.isEmpty()) {
      return null;
    }
    var failed = state.startsWith("rollback") || state.endsWith("paused");
    return new ServiceState.Update(state, failed, status.path("Message").asText());
  }
}
