package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.Arrays;
import java.util.Locale;

/** The provider by which a Traefik reads the services of a Swarm. */
public enum SwarmProvider {
  /** Of Traefik 3, beside the one that reads containers. */
  SWARM,

  /** Of Traefik 2: the one of containers, which then reads services in their place. */
  DOCKER;

  /**
   * The provider that Traefik itself calls so.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code bad-input}
   */
  public static SwarmProvider called(String name) {
    return Arrays.stream(values())
        .filter(provider -> provider.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ProblemCode.BAD_INPUT.exception(
                    "provider: '%s' is neither swarm (Traefik 3) nor docker (Traefik 2)"
                        .formatted(name)));
  }

  /** Its name as Traefik writes it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How Traefik calls a router or a service that it made from labels. */
  public String qualified(String name) {
    return name + "@" + label();
  }

  /** The label by which a service names the network that Traefik reaches it on. */
  public String networkLabel() {
    return "traefik.%s.network".formatted(label());
  }

  /** Whether its services can choose among strategies of balancing. */
  boolean hasStrategies() {
    return this == SWARM;
  }
}
