package com.wizardsofts.ollamaswarm.node.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code /etc/ollama-swarm/cluster.yaml}. The documented file among our resources is the
 * schema: it says which keys there are and what they are when they are left out.
 */
@ApplicationScoped
public class ClusterFile {
  public static final Path PATH = Path.of("/etc/ollama-swarm/cluster.yaml");
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final HostFiles files;
  private volatile @Nullable Parsed last;

  /** Every status and every look of the scheduler asks for it; the file changes once in months. */
  private record Parsed(String text, ClusterSpec spec) {}

  public ClusterFile(HostFiles files) {
    this.files = files;
  }

  /** The desired state; problems as in {@link #text} and {@link #parse}. */
  public ClusterSpec read() {
    var text = text();
    var known = last;
    if (known == null || !known.text().equals(text)) {
      known = new Parsed(text, parse(text));
      last = known;
    }
    return known.spec();
  }

  /**
   * The desired state on a lead whose file can be used; a file that cannot is a finding of its own.
   */
  public Optional<ClusterSpec> usable() {
    try {
      return isHere() ? Optional.of(read()) : Optional.empty();
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  /** Whether this server has the file, and so is the lead. */
  public boolean isHere() {
    return files.exists(PATH);
  }

  /**
   * The file as it is.
   *
   * @throws ProblemException {@code not-found} on a server that is not the lead
   */
  public String text() {
    return files
        .read(PATH)
        .orElseThrow(
            () ->
                ProblemCode.NOT_FOUND
                    .problem(PATH + " does not exist: this node-agent is not the lead")
                    .withRemedy(
                        "Ask the lead, or write the file here; docs/configuration.md shows it.")
                    .exception());
  }

  /** The desired state in this text; a problem names the key and what to write instead. */
  public static ClusterSpec parse(String text) {
    try {
      var given = YAML.readTree(text);
      if (!(given instanceof ObjectNode mapping)) {
        throw bad("it is empty or not a mapping of keys");
      }
      var documented = documented();
      noneEmpty("", mapping);
      KnownKeys.check(mapping, documented);
      noneGuessed("service.labels", mapping.at("/service/labels"));
      var complete = overlay(withoutRequired(documented), mapping);
      return ClusterCheck.checked(YAML.treeToValue(complete, ClusterSpec.class));
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      throw bad(
          e.getOriginalMessage()
              + (place == null || place.getLineNr() < 1
                  ? ""
                  : " (line " + place.getLineNr() + ")"));
    }
  }

  private static void noneEmpty(String path, JsonNode node) {
    if (node.isNull()) {
      throw bad(path + " has no value: give it one, or leave the key out");
    }
    node.properties().forEach(entry -> noneEmpty(path + "/" + entry.getKey(), entry.getValue()));
    if (node.isArray()) {
      node.forEach(value -> noneEmpty(path + "[]", value));
    }
  }

  /** YAML makes a number of 1.10, and 1.1 of that. */
  private static void noneGuessed(String path, JsonNode texts) {
    for (var entry : texts.properties()) {
      if (!entry.getValue().isTextual()) {
        throw bad("%s.%s has to be text: put it in quotes".formatted(path, entry.getKey()));
      }
    }
  }

  private static ObjectNode documented() {
    try (var resource = ClusterFile.class.getResourceAsStream("/cluster.yaml")) {
      return (ObjectNode) YAML.readTree(resource);
    } catch (IOException e) {
      throw new IllegalStateException("the documented cluster.yaml is missing from the program", e);
    }
  }

  private static ObjectNode withoutRequired(ObjectNode documented) {
    documented.remove("lead");
    documented.remove("servers");
    return documented;
  }

  private static ObjectNode overlay(ObjectNode defaults, ObjectNode given) {
    for (var entry : given.properties()) {
      JsonNode old = defaults.get(entry.getKey());
      if (old instanceof ObjectNode oldMap && entry.getValue() instanceof ObjectNode newMap) {
        overlay(oldMap, newMap);
      } else {
        defaults.set(entry.getKey(), entry.getValue());
      }
    }
    return defaults;
  }

  static ProblemException bad(String detail) {
    return ProblemCode.BAD_INPUT
        .problem(PATH + ": " + detail)
        .withRemedy("Correct the file; docs/configuration.md documents every key.")
        .exception();
  }
}
