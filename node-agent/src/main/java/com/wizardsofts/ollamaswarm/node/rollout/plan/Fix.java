package com.wizardsofts.ollamaswarm.node.rollout.plan;

import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.DeployService;
import com.wizardsofts.ollamaswarm.node.rollout.phase.AsksAgents;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.store.LookAtGateway;
import com.wizardsofts.ollamaswarm.node.rollout.store.LookAtRoom;
import com.wizardsofts.ollamaswarm.node.rollout.store.LookAtService;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A rollout of those steps only that mend findings, after the looks with which every rollout
 * begins.
 *
 * @param codes of the findings; none: the whole rollout
 */
public record Fix(List<String> codes) {
  private static final Set<String> FIRST = Set.of("store.preflight", "store.lead");

  /** Steps that need Traefik as it is: only before them a look at it is in place. */
  private static final Set<String> OF_GATEWAY = Set.of(DeployService.ID, "deploy.gateway");

  private static final String MODELS = "deploy.model.*";

  /** Steps that some node's own agent does. */
  private static final Set<String> ON_NODES =
      Set.of("store.mount.*", "store.label.*", "deploy.image.*");

  boolean isWhole() {
    return codes.isEmpty();
  }

  /**
   * Throws unless each of the findings can be mended so by a rollout of {@code spec}: {@code
   * bad-input}, {@code fix.impossible}.
   */
  void require(ClusterSpec spec) {
    for (var code : codes) {
      var finding =
          FindingCode.of(code)
              .orElseThrow(
                  () ->
                      ProblemCode.BAD_INPUT
                          .problem("there is no finding " + Quoted.text(String.valueOf(code)))
                          .withRemedy("ollama-swarm explain lists all codes.")
                          .exception());
      if (finding.fix().isEmpty()) {
        throw impossible(finding, "its remedy is none of a rollout's steps, or wants a decision");
      }
      for (var step : finding.fix()) {
        var phase = step.substring(0, step.indexOf('.'));
        if (!spec.phases().contains(phase)) {
          throw impossible(finding, "cluster.yaml leaves out the phase " + phase);
        }
      }
    }
  }

  private static ProblemException impossible(FindingCode finding, String why) {
    return ProblemCode.FIX_IMPOSSIBLE
        .problem("%s: %s".formatted(finding.code(), finding.symptom()))
        .causedBy(why)
        .withRemedy(finding.remedy())
        .exception();
  }

  /** Whether nothing that {@code other} was to mend is left to do after this. */
  public boolean mendsAllOf(Fix other) {
    return isWhole() || (!other.isWhole() && codes.containsAll(other.codes));
  }

  /** Those of the whole rollout's steps that it has. */
  public List<PlannedStep> of(List<PlannedStep> all) {
    return isWhole()
        ? all
        : all.stream().filter(step -> has(step.step().id())).map(this::narrowed).toList();
  }

  /** Where nothing is done on nodes, one whose agent is away is no obstacle. */
  private PlannedStep narrowed(PlannedStep planned) {
    return planned.step() instanceof AsksAgents first && wanted().noneMatch(ON_NODES::contains)
        ? new PlannedStep(planned.phase(), first.ofStoreAndLead(), planned.interrupts())
        : planned;
  }

  private boolean has(String id) {
    return FIRST.contains(id)
        || (id.equals(LookAtGateway.ID) && wanted().anyMatch(OF_GATEWAY::contains))
        || (id.equals(LookAtRoom.ID) && wanted().anyMatch(MODELS::equals))
        || (id.equals(LookAtService.ID) && wanted().anyMatch(DeployService.ID::equals))
        || mends(id);
  }

  /** Whether this step is one of those that mend a finding. */
  public boolean mends(String id) {
    return wanted().anyMatch(step -> fits(step, id));
  }

  private Stream<String> wanted() {
    return codes.stream()
        .flatMap(code -> FindingCode.of(code).stream())
        .flatMap(finding -> finding.fix().stream());
  }

  private static boolean fits(String step, String id) {
    return step.endsWith("*")
        ? id.startsWith(step.substring(0, step.length() - 1))
        : id.equals(step);
  }
}
