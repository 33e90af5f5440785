package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.DeployService;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.journal.PastRollout;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutOrder;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * On the lead: whether the service that a rollout made is there and has replicas. Other checks look
 * at the services that they find, and without one have nothing to say.
 */
@ApplicationScoped
public class RolledOutService implements Check {
  private static final Set<State> UNDER_WAY = EnumSet.of(State.RUNNING, State.INTERRUPTED);

  private final ClusterFile file;
  private final Journal journal;
  private final Swarm swarm;
  private final OllamaService services;

  public RolledOutService(ClusterFile file, Journal journal, Swarm swarm, OllamaService services) {
    this.file = file;
    this.journal = journal;
    this.swarm = swarm;
    this.services = services;
  }

  @Override
  public String subject() {
    return "the service that a rollout made";
  }

  @Override
  public List<Finding> look() {
    if (!file.isHere()) {
      return List.of();
    }
    var all = journal.rollouts().reversed().stream().flatMap(id -> journal.past(id).stream());
    return madeBy(all.toList()).map(this::found).findFirst().orElse(List.of());
  }

  /** The newest that did, of these rollouts, the newest first; none while one may be in it. */
  private static Stream<RolloutEvent> madeBy(List<PastRollout> rollouts) {
    return rollouts.stream().anyMatch(past -> UNDER_WAY.contains(past.state()))
        ? Stream.empty()
        : rollouts.stream()
            .filter(PastRollout::left)
            .filter(past -> past.open().contains(DeployService.ID))
            .map(PastRollout::began);
  }

  private List<Finding> found(RolloutEvent began) {
    swarm.requireManager();
    var name = RolloutOrder.of(began).spec().service().name();
    var replicas = services.desiredReplicas(name);
    if (replicas.isEmpty()) {
      return List.of(
          FindingCode.SERVICE_MISSING.finding(
              "the Swarm has no service %s; the rollout %s was to have it, and is not rolled back"
                  .formatted(name, began.rollout())));
    }
    return replicas.getAsInt() > 0
        ? List.of()
        : List.of(FindingCode.SERVICE_NO_REPLICAS.finding(name + ": it is to have 0 replicas"));
  }
}
