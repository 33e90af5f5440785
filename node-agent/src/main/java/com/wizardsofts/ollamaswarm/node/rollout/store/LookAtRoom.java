package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether the models that are yet to be pulled fit on the store's disk, before anything is
 * changed. Their registries are asked for sizes only when some model is missing.
 */
public record LookAtRoom(String agent, List<String> models, AgentClients agents) implements Step {
  public static final String ID = "store.room";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String title() {
    return "Look at the room for the models";
  }

  @Override
  public Observation observe() {
    var there = agents.nfs(agent, NfsAgentApi::models).stream().map(Model::name).toList();
    var missing = models.stream().filter(model -> !there.contains(model)).toList();
    if (missing.isEmpty()) {
      return new Observation.AsPlanned("every model is in the store");
    }
    return refusal(missing)
        .<Observation>map(full -> new Observation.Blocked(full.from(agent)))
        .orElseGet(
            () -> new Observation.AsPlanned("there is room for " + String.join(", ", missing)));
  }

  private Optional<Problem> refusal(List<String> missing) {
    try {
      return Optional.ofNullable(agents.nfs(agent, a -> a.room(missing)).refusal());
    } catch (ProblemException e) {
      if (e.problem().is(ProblemCode.NOT_FOUND)) {
        return Optional.empty(); // an older agent: its pulls look by themselves
      }
      throw e;
    }
  }

  @Override
  public void apply() {
    throw new IllegalStateException("looking changes nothing");
  }
}
