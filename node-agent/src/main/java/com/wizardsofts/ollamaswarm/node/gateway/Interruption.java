package com.wizardsofts.ollamaswarm.node.gateway;

import java.time.Duration;
import java.time.Instant;

/**
 * The time in which the gateway routed nothing.
 *
 * @param from when it was told to stop
 * @param until when its API answered again with every foreign router
 */
public record Interruption(Instant from, Instant until) {

  public Duration length() {
    return Duration.between(from, until);
  }
}
