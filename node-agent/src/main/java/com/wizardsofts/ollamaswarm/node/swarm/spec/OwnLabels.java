package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.node.swarm.Names;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own labels of the service, beside those by which the gateway routes. One more
 * label names them: only so one that is wanted no more is told from one that was set by hand.
 *
 * @param all at most 64 of them, by their keys
 */
public record OwnLabels(Map<String, String> all) {
  private static final String FIELD = "labels of the service";

  /** The label that holds the keys of the others, with commas between; there is none for none. */
  private static final String KEYS = "ollama-swarm.labels";

  private static final int MOST = 64;
  private static final Pattern VALUE = Pattern.compile("\\P{Cc}{0,1024}");
  private static final Pattern COMMA = Pattern.compile(",");

  /** Keys that mean something to others. */
  private enum Reserved {
    TRAEFIK(
        "traefik\\..*",
        "Traefik makes routes of labels that begin with traefik., and those to Ollama are made by"
            + " the rollout",
        "Leave it out; a route of your own belongs into a dynamic file of Traefik."),
    // https://docs.docker.com/engine/manage-resources/labels/
    DOCKER(
        "(com\\.docker|io\\.docker|org\\.dockerproject)\\..*",
        "Docker keeps labels that begin with com.docker., io.docker. or org.dockerproject. for"
            + " itself",
        "Give it another name, such as one that begins with your own domain."),
    OURS(
        "ollama-swarm\\..*",
        "labels that begin with ollama-swarm. are the agents' own",
        "Give it another name.");

    private final Pattern keys;
    private final String why;
    private final String remedy;

    Reserved(String keys, String why, String remedy) {
      this.keys = Pattern.compile(keys);
      this.why = why;
      this.remedy = remedy;
    }

    private boolean has(String key) {
      return keys.matcher(key).matches();
    }
  }

  public OwnLabels {
    if (all.size() > MOST) {
      throw ProblemCode.BAD_INPUT.exception(
          "%s: %d labels are more than %d".formatted(FIELD, all.size(), MOST));
    }
    all.forEach(OwnLabels::check);
    all = Collections.unmodifiableMap(new TreeMap<>(all));
  }

  private static void check(String key, @Nullable String value) {
    Names.check(FIELD, Names.LABEL_KEY, key);
    for (var reserved : Reserved.values()) {
      if (reserved.has(key)) {
        throw ProblemCode.BAD_INPUT
            .problem("%s: %s is refused: %s".formatted(FIELD, key, reserved.why))
            .withRemedy(reserved.remedy)
            .exception();
      }
    }
    if (value == null || !VALUE.matcher(value).matches()) {
      throw ProblemCode.BAD_INPUT
          .problem(
              "%s: the value of %s is no text of at most 1024 characters without control characters"
                  .formatted(FIELD, key))
          .exception();
    }
  }

  /** Those among a service's labels that came from an earlier spec of ours. */
  public static Map<String, String> in(JsonNode labels) {
    var own = new TreeMap<String, String>();
    keys(labels).filter(labels::has).forEach(key -> own.put(key, labels.path(key).asText()));
    return own;
  }

  /** Takes away what an earlier spec of ours set and {@code ours} does not have any more. */
  public static void dropFormer(ObjectNode spec, JsonNode ours) {
    if (spec.path("Labels") instanceof ObjectNode labels) {
      Stream.concat(keys(labels), Stream.of(KEYS))
          .filter(key -> !ours.path("Labels").has(key))
          .toList()
          .forEach(labels::remove);
    }
  }

  /** Somebody may have edited the label that names them: no more than could be ours. */
  private static Stream<String> keys(JsonNode labels) {
    return COMMA
        .splitAsStream(labels.path(KEYS).asText())
        .filter(key -> Names.LABEL_KEY.matcher(key).matches())
        .filter(key -> Stream.of(Reserved.values()).noneMatch(reserved -> reserved.has(key)));
  }

  /** As they stand on the service, with the one that names them. */
  Map<String, String> json() {
    var labels = new TreeMap<>(all);
    if (!all.isEmpty()) {
      labels.put(KEYS, String.join(",", all.keySet()));
    }
    return labels;
  }
}
