package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.api.ServiceTask;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The tasks of the service for people: with names of nodes, and reasons in plain words. */
final class TaskTable {
  private final DockerEngine engine;

  TaskTable(DockerEngine engine) {
    this.engine = engine;
  }

  /** Newest first. */
  List<ServiceTask> of(String service) {
    var json = engine.get("/tasks?filters=" + Filters.of("service", service));
    var tasks = StreamSupport.stream(json.spliterator(), false).map(Task::parse).toList();
    var images = new HashMap<String, String>();
    json.forEach(
        task ->
            images.put(task.path("ID").asText(), task.at("/Spec/ContainerSpec/Image").asText()));
    var hosts = hosts();
    return tasks.stream()
        .sorted(Comparator.comparing(Task::since).reversed())
        .map(task -> row(task, hosts, images.getOrDefault(task.id(), ""), restarts(task, tasks)))
        .toList();
  }

  private static ServiceTask row(Task task, Map<String, String> hosts, String image, int restarts) {
    var error = task.error();
    return new ServiceTask(
        task.id(),
        task.slot(),
        task.nodeId() == null ? null : hosts.getOrDefault(task.nodeId(), task.nodeId()),
        task.state(),
        task.desiredState(),
        task.since(),
        image,
        restarts,
        error == null ? null : SwarmReason.inWords(error),
        error);
  }

  private static int restarts(Task task, List<Task> all) {
    return (int)
        all.stream()
            .filter(other -> other.slot() == task.slot() && other.hasFailed())
            .filter(other -> other.since().isBefore(task.since()))
            .count();
  }

  private Map<String, String> hosts() {
    var hosts = new HashMap<String, String>();
    for (JsonNode node : engine.get("/nodes")) {
      hosts.put(node.path("ID").asText(), node.at("/Description/Hostname").asText());
    }
    return hosts;
  }
}
