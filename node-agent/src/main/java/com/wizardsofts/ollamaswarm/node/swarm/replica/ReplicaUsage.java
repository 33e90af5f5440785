package com.wizardsofts.ollamaswarm.node.swarm.replica;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.api.ReplicaStats;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.node.swarm.Names;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What the replicas on this node take, measured by its Engine. */
@ApplicationScoped
public class ReplicaUsage {
  private static final int OLLAMA_PORT = 11_434;

  private final DockerEngine engine;
  private final RunningRequests requests;

  public ReplicaUsage(DockerEngine engine, RunningRequests requests) {
    this.engine = engine;
    this.requests = requests;
  }

  /** Measures all at the same time: the Engine takes a second for each. */
  public List<ReplicaStats> here(String service) {
    var label = Replicas.SERVICE + "=" + Names.check("service", Names.NAME, service);
    var containers = engine.get("/containers/json?filters=" + Filters.of("label", label));
    var host = engine.get("/info").path("Name").asText();
    return Together.map(
            StreamSupport.stream(containers.spliterator(), false).toList(),
            container -> DockerEngine.unlessGone(() -> measure(container, host)))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private ReplicaStats measure(JsonNode container, String host) {
    var path = "/containers/%s/".formatted(container.path("Id").asText());
    var stats = engine.get(path + "stats?stream=false");
    var pid = engine.get(path + "json").at("/State/Pid").asLong();
    return new ReplicaStats(
        container.path("Labels").path(Replicas.TASK_ID).asText(),
        host,
        cpuPercent(stats),
        memory(stats.path("memory_stats")),
        stats.at("/memory_stats/limit").asLong(),
        requests.of(pid, OLLAMA_PORT));
  }

  /** Processor time since the Engine's look before, as a share of one processor's. */
  private static double cpuPercent(JsonNode stats) {
    var used = difference(stats, "/cpu_usage/total_usage");
    var all = difference(stats, "/system_cpu_usage");
    var processors = Math.max(1, stats.at("/cpu_stats/online_cpus").asInt());
    return all > 0 ? 100.0 * used * processors / all : 0;
  }

  private static long difference(JsonNode stats, String field) {
    return stats.at("/cpu_stats" + field).asLong() - stats.at("/precpu_stats" + field).asLong();
  }

  /** The name of what may be dropped differs between cgroups of version 1 and 2. */
  private static long memory(JsonNode memory) {
    var details = memory.path("stats");
    var droppable =
        details.path("total_inactive_file").asLong(details.path("inactive_file").asLong());
    return Math.max(0, memory.path("usage").asLong() - droppable);
  }
}
