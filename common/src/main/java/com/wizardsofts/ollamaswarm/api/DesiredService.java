package com.wizardsofts.ollamaswarm.api;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Ollama service as it shall be. A field that a request leaves out has the guide's value,
 * unless said otherwise.
 *
 * @param image on which every node is asked for one and the same; pulled there when missing
 * @param replicas absent: a service that is there keeps its number, a new one has one replica
 * @param modelsPath the store's {@code models/} folder on the nodes
 * @param storeId of the store whose nodes may run replicas; absent: the one that the Swarm's nodes
 *     are labelled with
 * @param warmModel the model that must have answered once before a replica gets requests
 * @param memoryBytes limit of each replica
 * @param reservedBytes what Swarm keeps free for each replica; absent: as much as the limit
 * @param cpus limit of each replica in processors; 0 is none
 * @param parallel answers that one replica gives at the same time
 * @param keepAlive how long a model stays loaded: Ollama's words, {@code -1} for ever
 * @param contextLength tokens
 * @param longestAnswerSeconds how long a stopping replica may go on to finish running answers
 * @param entryPoint the gateway's entry point for Ollama; absent: a service of ours keeps its own,
 *     a new one has {@code ollama}
 * @param provider by which the gateway reads labels: {@code swarm} of Traefik 3, {@code docker} of
 *     Traefik 2; absent: a service of ours keeps its own, a new one has {@code swarm}
 * @param labels the operator's own on the Swarm service; absent: none
 */
public record DesiredService(
    String name,
    String image,
    @Nullable Integer replicas,
    String network,
    String modelsPath,
    @Nullable String storeId,
    String warmModel,
    Long memoryBytes,
    Long reservedBytes,
    Double cpus,
    Integer parallel,
    String keepAlive,
    Integer contextLength,
    Integer longestAnswerSeconds,
    @Nullable String entryPoint,
    @Nullable String provider,
    Map<String, String> labels) {
  /** The guide's 16 GB. */
  public static final long GUIDE_MEMORY = 16L << 30;

  public DesiredService {
    name = Objects.requireNonNullElse(name, "ollama");
    image = Objects.requireNonNullElse(image, "ollama/ollama:latest");
    network = Objects.requireNonNullElse(network, "ollama-network");
    modelsPath = Objects.requireNonNullElse(modelsPath, "/opt/ollama-models/models");
    warmModel = Objects.requireNonNullElse(warmModel, "mistral:7b");
    memoryBytes = Objects.requireNonNullElse(memoryBytes, GUIDE_MEMORY);
    reservedBytes = Objects.requireNonNullElse(reservedBytes, memoryBytes);
    cpus = Objects.requireNonNullElse(cpus, 0.0);
    parallel = Objects.requireNonNullElse(parallel, 1);
    keepAlive = Objects.requireNonNullElse(keepAlive, "-1");
    contextLength = Objects.requireNonNullElse(contextLength, 4096);
    longestAnswerSeconds = Objects.requireNonNullElse(longestAnswerSeconds, 600);
    labels = Objects.requireNonNullElse(labels, Map.of());
  }
}
