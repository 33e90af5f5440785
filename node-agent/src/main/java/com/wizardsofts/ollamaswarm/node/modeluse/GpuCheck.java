package com.wizardsofts.ollamaswarm.node.modeluse;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.swarm.replica.Replicas;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Whether replicas compute on the GPU of a node that has one. A Swarm service cannot ask for a GPU:
 * what its replicas have comes from Docker's default runtime. Where models are loaded, Ollama's own
 * word on where they are decides, else what Docker would give a replica.
 */
@ApplicationScoped
public class GpuCheck implements Check {
  /** NVIDIA's kernel module makes it, once it has found a GPU. */
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  private static final String RUNTIME = "nvidia";
  private static final String DEVICE = "nvidia.com/gpu";
  private static final String ON_PROCESSORS = "100% CPU";
  private static final String REPLICAS =
      "/containers/json?filters=" + Filters.of("label", "com.docker.swarm.task.id");

  private final HostFiles files;
  private final DockerEngine engine;
  private final LoadedModels models;

  public GpuCheck(HostFiles files, DockerEngine engine, LoadedModels models) {
    this.files = files;
    this.engine = engine;
    this.models = models;
  }

  @Override
  public String subject() {
    return "the GPU as replicas see it";
  }

  @Override
  public List<Finding> look() {
    var driver = files.read(DRIVER);
    if (driver.isEmpty()) {
      return List.of();
    }
    var loaded = loaded();
    var unused = loaded.isEmpty() ? byDocker() : byOllama(loaded);
    return unused.stream().map(finding -> withDriver(finding, driver.get())).toList();
  }

  private static Finding withDriver(Finding finding, String driver) {
    var evidence = new ArrayList<>(finding.evidence());
    driver.lines().limit(1).forEach(evidence::add);
    return finding.withEvidence(evidence);
  }

  /** A line of {@code ollama ps} for each model that a replica of ours on this node has loaded. */
  private List<String> loaded() {
    return StreamSupport.stream(engine.get(REPLICAS).spliterator(), false)
        .map(container -> container.path("Id").asText())
        .filter(this::isOurs)
        .flatMap(this::loadedBy)
        .toList();
  }

  /** One that is about to begin or to end has nothing to say. */
  private Stream<String> loadedBy(String container) {
    try {
      return models.in(container);
    } catch (ProblemException e) {
      if (e.problem().is(ProblemCode.SERVICE_NOT_RUNNING)
          || e.problem().is(ProblemCode.NOT_FOUND)) {
        return Stream.empty();
      }
      throw e;
    }
  }

  private boolean isOurs(String container) {
    return DockerEngine.unlessGone(() -> engine.get("/containers/%s/json".formatted(container)))
        .filter(Replicas::isOurs)
        .isPresent();
  }

  private static Optional<Finding> byOllama(List<String> loaded) {
    var astray = loaded.stream().filter(line -> line.contains(ON_PROCESSORS)).toList();
    return astray.isEmpty()
        ? Optional.empty()
        : Optional.of(
            FindingCode.GPU_UNUSED
                .finding(
                    "%d of %d loaded models are computed by the processors alone"
                        .formatted(astray.size(), loaded.size()))
                .withEvidence(astray));
  }

  /** At the Engine's newest API version: older ones do not tell of devices. */
  private Optional<Finding> byDocker() {
    var info = engine.getWhole("/info");
    var runtime = info.path("DefaultRuntime").asText();
    return runtime.equals(RUNTIME) || hasDevices(info)
        ? Optional.empty()
        : Optional.of(
            FindingCode.GPU_UNUSED.finding(
                "docker info: the default runtime is %s, of %s; no device of CDI is a GPU"
                    .formatted(runtime, names(info.path("Runtimes")))));
  }

  private static boolean hasDevices(JsonNode info) {
    return info.path("DiscoveredDevices").findValuesAsText("ID").stream()
        .anyMatch(id -> id.startsWith(DEVICE));
  }

  private static List<String> names(JsonNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
