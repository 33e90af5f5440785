package com.wizardsofts.ollamaswarm.diagnosis;

import java.util.List;

/**
 * What a finding has to do with others, and with the rollout.
 *
 * @param explains codes of the findings that it is the cause of
 * @param fix the steps of a rollout that mend it
 */
record Links(List<String> explains, List<String> fix) {
  static final Links NONE = causes();

  /** Of a store that its server does not give to the nodes. */
  static final Links STORE_NOT_SERVED =
      causes(
          "store.away",
          "mount.missing",
          "service.tasks-failing",
          "service.stuck",
          "node.withdrawn");

  /** All that a service's change stands on, and the look at how it ends. */
  static final List<String> SERVICE_STEPS =
      List.of(
          "deploy.network",
          "deploy.image.*",
          "deploy.gateway-file",
          "deploy.service",
          "deploy.health");

  /** To these findings; no step mends it without a decision of the operator's. */
  static Links causes(String... findings) {
    return new Links(List.of(findings), List.of());
  }

  Links mendedBy(String... steps) {
    return mendedBy(List.of(steps));
  }

  Links mendedBy(List<String> steps) {
    return new Links(explains, steps);
  }
}
