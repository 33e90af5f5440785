package com.wizardsofts.ollamaswarm.diagnosis;

import java.util.List;
import java.util.Set;

/**
 * What a finding has to do with others, and with the rollout.
 *
 * @param explains codes of the findings that it is the cause of
 * @param fix the steps of a rollout that mend it
 * @param symptomOf codes of the findings that explain it, where they are too many to name it each
 */
record Links(List<String> explains, List<String> fix, Set<String> symptomOf) {
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

  /** What leaves clients without an answer, or a replica without the store. */
  static final Links NO_ANSWERS =
      symptomOf(
          "docker.down",
          "docker.frozen",
          "swarm.no-leader",
          "node.down",
          "node.unavailable",
          "node.unlabelled",
          "node.withdrawn",
          "mount.missing",
          "mount.other-store",
          "mount.covered",
          "store.away",
          "store.unusable",
          "store.unreadable",
          "store.damaged",
          "nfs.server-down",
          "export.missing",
          "model.missing",
          "service.missing",
          "service.differs",
          "service.no-replicas",
          "service.update-failed",
          "service.tasks-pending",
          "service.tasks-failing",
          "service.stuck",
          "gateway.missing",
          "gateway.other-mode",
          "gateway.unseen",
          "gateway.too-old",
          "gateway.port-closed",
          "gateway.differs",
          "gateway.network-label",
          "gateway.mixed-labels",
          "gateway.port-label",
          "gateway.backends",
          "rollout.failed",
          "rollout.rollback-failed");

  /** To these findings; no step mends it without a decision of the operator's. */
  static Links causes(String... findings) {
    return new Links(List.of(findings), List.of(), Set.of());
  }

  /** Of these findings, beside those that name it. */
  static Links symptomOf(String... findings) {
    return new Links(List.of(), List.of(), Set.of(findings));
  }

  Links mendedBy(String... steps) {
    return mendedBy(List.of(steps));
  }

  Links mendedBy(List<String> steps) {
    return new Links(explains, steps, symptomOf);
  }
}
