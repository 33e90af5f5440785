package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;

/** Makes the lead's Docker Engine the manager of a Swarm when it belongs to none. */
public record ActivateSwarm(String address, Swarm swarm) implements Step {

  @Override
  public String id() {
    return "store.swarm";
  }

  @Override
  public String title() {
    return "Have a Swarm with a manager at " + address;
  }

  @Override
  public Observation observe() {
    var state = swarm.state();
    if (state.nftables()) {
      return new Observation.Blocked(
          ProblemCode.DOCKER_UNSUPPORTED
              .problem("the lead's Docker Engine makes its firewall rules by nftables")
              .causedBy("a Swarm cannot work with them yet")
              .withRemedy(FindingCode.DOCKER_NFTABLES.remedy()));
    }
    if (state.state().equals("inactive")) {
      return new Observation.Differs("no Swarm", "a Swarm with this server as its manager")
          .making(true);
    }
    if (!state.manager()) {
      return new Observation.Blocked(
          ProblemCode.SWARM_NOT_MANAGER.problem(
              "the lead's node is %s in its Swarm, but no manager".formatted(state.state())));
    }
    // Traefik is a container on the Swarm's network, and so is the client of the proofs.
    if (state.node(state.nodeId()).filter(own -> own.availability().equals("drain")).isPresent()) {
      return new Observation.Blocked(
          ProblemCode.NODE_DRAINED.problem(
              "the lead's own node is drained: Swarm attaches no container of it to its network"));
    }
    var managers = state.nodes().stream().filter(node -> node.role().equals("manager")).count();
    var loss = managers == 2 ? "; losing either of 2 managers stops the Swarm: have 1 or 3" : "";
    return new Observation.AsPlanned(
        "Swarm active: %d nodes, %d managers%s".formatted(state.nodes().size(), managers, loss));
  }

  @Override
  public void apply() {
    swarm.init(address);
  }

  @Override
  public void undo(String before) {
    swarm.leave();
  }
}
