package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The scripts as Swarm configs. */
public final class ScriptConfigs {
  private static final Logger LOG = Logger.getLogger(ScriptConfigs.class);
  private final DockerEngine engine;

  public ScriptConfigs(DockerEngine engine) {
    this.engine = engine;
  }

  /** Whether a service has scripts of ours, of this version or another. */
  public static boolean areIn(JsonNode spec) {
    return spec.findValuesAsText("ConfigName").stream().anyMatch(Script::isOurs);
  }

  /** The identifiers of those that Swarm has already; changes nothing. */
  public Map<Script, String> known() {
    return ids(script -> find(script).orElse(""));
  }

  /** The identifiers of all, made where they are missing. */
  public Map<Script, String> made() {
    return ids(script -> find(script).orElseGet(() -> make(script)));
  }

  /**
   * Removes those of other versions of ours, but none that the service uses or would go back to,
   * nor those to {@code keep}: Swarm only looks after the ones in use.
   */
  public void sweep(JsonNode service, Set<String> keep) {
    var used = service.findValuesAsText("ConfigID");
    var current = Arrays.stream(Script.values()).map(Script::configName).toList();
    remove((name, id) -> !current.contains(name) && !used.contains(id) && !keep.contains(id));
  }

  /** Removes all of ours, once the service is gone; replicas that still end have theirs. */
  public void removeAll() {
    remove((_, _) -> true);
  }

  private void remove(BiPredicate<String, String> chosen) {
    for (JsonNode config : engine.get("/configs?filters=" + Filters.of("name", Script.PREFIX))) {
      var name = config.at("/Spec/Name").asText();
      var id = config.path("ID").asText();
      if (Script.isOurs(name) && chosen.test(name, id)) {
        remove(name, id);
      }
    }
  }

  /** Swarm itself refuses to remove one that another service uses. */
  private void remove(String name, String id) {
    try {
      engine.delete("/configs/" + id);
    } catch (ProblemException e) {
      LOG.debugf("the config %s stays: %s", name, e.problem().cause());
    }
  }

  private static Map<Script, String> ids(Function<Script, String> id) {
    var ids = new EnumMap<Script, String>(Script.class);
    for (var script : Script.values()) {
      ids.put(script, id.apply(script));
    }
    return ids;
  }

  private Optional<String> find(Script script) {
    var name = script.configName();
    for (JsonNode config : engine.get("/configs?filters=" + Filters.of("name", name))) {
      if (config.at("/Spec/Name").asText().equals(name)) {
        return Optional.of(config.path("ID").asText());
      }
    }
    return Optional.empty();
  }

  private String make(Script script) {
    var spec =
        JsonNodeFactory.instance
            .objectNode()
            .put("Name", script.configName())
            .put("Data", Base64.getEncoder().encodeToString(script.text()));
    spec.putObject("Labels");
    return engine.post("/configs/create", spec).path("ID").asText();
  }
}
