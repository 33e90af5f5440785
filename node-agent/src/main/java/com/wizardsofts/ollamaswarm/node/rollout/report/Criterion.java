package com.wizardsofts.ollamaswarm.node.rollout.report;

import java.util.List;

/**
 * The guide's success criteria, in its order, and the steps whose evidence shows each.
 *
 * @param steps ids, or beginnings of ids that end with a dot
 */
record Criterion(String text, List<String> steps) {
  static final List<Criterion> ALL =
      List.of(
          new Criterion(
              "NFS: the store is exported by its server and mounted on every node",
              List.of("store.export", "store.mount.")),
          new Criterion("The models are in the store", List.of("deploy.model.")),
          new Criterion("The Ollama service runs in the Swarm", List.of("deploy.service")),
          new Criterion(
              "Traefik routes by its Swarm provider (swarmMode in Traefik 2)",
              List.of("deploy.gateway")),
          new Criterion("Health checks pass", List.of("deploy.health")),
          new Criterion("Scaling by hand works", List.of("prove.scale")),
          new Criterion("Requests are spread over the replicas", List.of("prove.balance")),
          new Criterion("A lost replica comes back by itself", List.of("prove.recovery")),
          new Criterion(
              "Applications reach Ollama by OLLAMA_BASE_URL and OLLAMA_MODEL",
              List.of("deploy.answer")));

  boolean has(String step) {
    return steps.stream().anyMatch(id -> id.endsWith(".") ? step.startsWith(id) : step.equals(id));
  }
}
