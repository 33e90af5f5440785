package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fields of Docker's service spec that we set; times are nanoseconds there. */
public final class ServiceJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int READABLE_BY_ALL = 0444;

  /** Longer than the drain, which ends by itself when its own limit is over. */
  private static final Duration GRACE_AFTER_DRAIN = Duration.ofSeconds(10);

  private static final Duration CLEAN_UP = Duration.ofSeconds(15);

  /** SwarmKit's {@code defaultOldTaskTimeout}. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final ServiceSpec spec;
  private final Map<Script, String> configs;
  private final boolean startInterval;

  /**
   * @param configs identifiers of the scripts' Swarm configs
   * @param startInterval whether the Engine knows a health check interval of its own for the start
   */
  public ServiceJson(ServiceSpec spec, Map<Script, String> configs, boolean startInterval) {
    this.spec = spec;
    this.configs = configs;
    this.startInterval = startInterval;
  }

  /** After which Docker kills a replica that was told to end. */
  public static Duration stopGracePeriod(Duration longestAnswer) {
    return longestAnswer.plus(GRACE_AFTER_DRAIN);
  }

  /**
   * After which nothing is left of a replica that was told to end: Swarm has to see that it shall,
   * and Docker to clean up after its container.
   */
  public static Duration longestEnd(Duration longestAnswer) {
    return stopGracePeriod(longestAnswer).plus(CLEAN_UP);
  }

  /**
   * After which so many replicas, replaced one after another, run and nothing is left of those
   * before them. Before each new one Swarm waits for the end of the old one, but not longer than a
   * minute: those that end their answers do so beside each other.
   *
   * @param start until a replica is healthy, at the longest
   */
  public static Duration longestReplacement(int replicas, Duration start, Duration longestAnswer) {
    return start.plus(LONGEST_PAUSE).multipliedBy(replicas).plus(longestEnd(longestAnswer));
  }

  /** All but the number of replicas, which is no part of what an update compares or sends. */
  public ObjectNode on(String networkId) {
    return JSON.valueToTree(
        Map.of(
            "Name", spec.name(),
            "Labels", labels(),
            "TaskTemplate",
                Map.of(
                    "ContainerSpec", container(),
                    "Resources", spec.resources().json(),
                    "RestartPolicy", Map.of("Condition", "any", "Delay", seconds(1)),
                    "Placement", Map.of("Constraints", List.of(constraint())),
                    "Networks", List.of(Map.of("Target", networkId))),
            "UpdateConfig", oneByOne("rollback"),
            "RollbackConfig", oneByOne("pause"),
            // Traefik owns the port; a virtual address would hide the replicas from it.
            "EndpointSpec", Map.of("Mode", "dnsrr", "Ports", List.of())));
  }

  /** {@code whenOneFails} is Docker's word; a rollback can but pause, or go on all the same. */
  private static Map<String, Object> oneByOne(String whenOneFails) {
    return Map.of("Parallelism", 1, "FailureAction", whenOneFails, "Monitor", seconds(10));
  }

  private Map<String, String> labels() {
    var labels = new TreeMap<>(GatewayLabels.of(spec));
    labels.putAll(spec.labels().json());
    return labels;
  }

  private Map<String, Object> container() {
    return Map.of(
        "Image", spec.image(),
        "Command", List.of("/bin/sh", Script.DRAIN.target()),
        "Env", environment(),
        "Mounts",
            List.of(
                Map.of(
                    "Type",
                    "bind",
                    "Source",
                    spec.modelsPath(),
                    "Target",
                    "/models",
                    "ReadOnly",
                    true)),
        "Configs", mountedScripts(),
        "Healthcheck", healthCheck(),
        "StopGracePeriod", stopGracePeriod(spec.longestAnswer()).toNanos());
  }

  private List<String> environment() {
    return List.of(
        "OLLAMA_HOST=0.0.0.0:" + spec.port(),
        "OLLAMA_MODELS=/models",
        "OLLAMA_NOPRUNE=1",
        "OLLAMA_NUM_PARALLEL=" + spec.parallel(),
        "OLLAMA_KEEP_ALIVE=" + spec.keepAlive(),
        "OLLAMA_CONTEXT_LENGTH=" + spec.contextLength(),
        "SWARM_PORT=" + spec.port(),
        "SWARM_WARM_MODEL=" + spec.warmModel(),
        "SWARM_DRAIN_SECONDS=" + spec.longestAnswer().toSeconds());
  }

  private List<Map<String, Object>> mountedScripts() {
    var mounted = new ArrayList<Map<String, Object>>();
    configs.forEach(
        (script, id) ->
            mounted.add(
                Map.of(
                    "ConfigID", id,
                    "ConfigName", script.configName(),
                    "File",
                        Map.of(
                            "Name",
                            script.target(),
                            "UID",
                            "0",
                            "GID",
                            "0",
                            "Mode",
                            READABLE_BY_ALL))));
    return mounted;
  }

  /** A check takes milliseconds; the many retries are for a machine on its knees. */
  private Map<String, Object> healthCheck() {
    var check = new TreeMap<String, Object>();
    check.put("Test", List.of("CMD", "/bin/sh", Script.HEALTH.target()));
    check.put("Interval", seconds(5));
    check.put("Timeout", seconds(20));
    check.put("Retries", 10);
    check.put("StartPeriod", seconds(600));
    if (startInterval) {
      check.put("StartInterval", seconds(1));
    }
    return check;
  }

  private String constraint() {
    return "node.labels.%s==%s".formatted(spec.constraintLabel(), spec.constraintValue());
  }

  private static long seconds(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
