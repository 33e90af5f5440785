package com.wizardsofts.ollamaswarm.node.gateway.traefik;

import com.wizardsofts.ollamaswarm.node.swarm.VersionNumbers;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import java.util.Arrays;
import java.util.Optional;

/** A version such as {@code 3.7.15}, as Traefik tells its own. */
public record TraefikVersion(String text) {
  private static final int[] THREE = {3};
  private static final int[] FOUR = {4};

  /** The first of version 2 that has all that our dynamic file uses ({@code ipAllowList}). */
  private static final int[] OLDEST = {2, 11};

  /** The first Docker that refuses the API version which older Traefiks speak. */
  private static final int[] STRICT_DOCKER = {29};

  private static final int[] FITTING = {3, 6, 1};
  private static final int[] FITTING_OF_TWO = {2, 11, 31};

  /** The first whose retry middleware takes a request in whole, and lets a larger one pass. */
  private static final int[] HOLDS_REQUESTS = {3, 7, 6};

  /** By what it reads the services of a Swarm. */
  public SwarmProvider provider() {
    return isBefore(THREE) ? SwarmProvider.DOCKER : SwarmProvider.SWARM;
  }

  /** Why it cannot see what a Docker of this version runs; nothing when it can. */
  public Optional<String> unfit(String dockerVersion) {
    return isBefore(isBefore(THREE) ? FITTING_OF_TWO : FITTING)
            && Arrays.compare(VersionNumbers.of(dockerVersion), STRICT_DOCKER) >= 0
        ? Optional.of("Traefik %s, Docker %s".formatted(text, dockerVersion))
        : Optional.empty();
  }

  /** Whether we know what it needs: 2.11 and newer, and 3. */
  public boolean isKnown() {
    return !isBefore(OLDEST) && isBefore(FOUR);
  }

  /**
   * Whether it can read a request to its end before it asks a replica. One that cannot may cut an
   * answer which begins while it still looks for more of the request (decision 0012).
   */
  public boolean holdsRequests() {
    return !isBefore(HOLDS_REQUESTS);
  }

  private boolean isBefore(int... other) {
    return Arrays.compare(VersionNumbers.of(text), other) < 0;
  }
}
