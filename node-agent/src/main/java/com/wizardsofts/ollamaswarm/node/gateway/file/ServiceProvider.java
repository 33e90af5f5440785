package com.wizardsofts.ollamaswarm.node.gateway.file;

import com.wizardsofts.ollamaswarm.node.gateway.file.YamlSplice.Setting;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/** The provider of Swarm services in the static file, as Traefik's versions have it. */
public final class ServiceProvider {
  /** Traefik asks Swarm every 15 s by default: so long would a dead replica get requests. */
  private static final Setting REFRESH =
      new Setting("1", value -> value.matches("[12]s?|\\d{1,3}ms|1\\d{3}ms"));

  private ServiceProvider() {}

  /** What its section has to say; what an operator's own says beside that is the operator's. */
  static Map<String, ?> wanted(SwarmProvider provider, @Nullable MappingNode root) {
    var section = new LinkedHashMap<String, Object>();
    if (root == null || YamlTree.at(root, "providers", provider.label()).isEmpty()) {
      section.put("endpoint", Setting.exactly("unix:///var/run/docker.sock"));
      section.put("exposedByDefault", Setting.exactly("false"));
    }
    switch (provider) {
      case SWARM -> section.put("refreshSeconds", REFRESH);
      case DOCKER -> {
        section.put("swarmMode", new Setting("true", value -> value.equalsIgnoreCase("true")));
        section.put("swarmModeRefreshSeconds", REFRESH);
      }
    }
    return section;
  }

  /** The provider that a file of ours names. */
  public static SwarmProvider in(String text) {
    try {
      return YamlTree.root(text)
              .flatMap(root -> YamlTree.scalar(root, "providers", "docker", "swarmMode"))
              .isPresent()
          ? SwarmProvider.DOCKER
          : SwarmProvider.SWARM;
    } catch (Refusal e) {
      return SwarmProvider.SWARM; // who reads the whole file says what is wrong with it
    }
  }

  /** With a setting of the other version, Traefik does not start. */
  static void refuseOtherVersion(SwarmProvider provider, MappingNode root) {
    if (provider == SwarmProvider.SWARM
        && YamlTree.at(root, "providers", "docker", "swarmMode").isPresent()) {
      throw new Refusal(
          "it has providers.docker.swarmMode, a setting of Traefik 2 with which Traefik 3 does not"
              + " start; remove that line");
    }
    if (provider == SwarmProvider.DOCKER && YamlTree.at(root, "providers", "swarm").isPresent()) {
      throw new Refusal(
          "it has providers.swarm, a setting of Traefik 3 with which Traefik 2 does not start;"
              + " remove it");
    }
  }

  /** Whether Traefik 2 will make a router for each service that does not say no. */
  static boolean exposesAll(SwarmProvider provider, MappingNode root) {
    return provider == SwarmProvider.DOCKER
        && YamlTree.at(root, "providers", "docker").isPresent()
        && !YamlTree.scalar(root, "providers", "docker", "exposedByDefault")
            .orElse("true")
            .equalsIgnoreCase("false");
  }
}
