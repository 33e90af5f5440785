package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterStatus;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.DeployService;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.journal.PastRollout;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutOrder;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutSteps;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Difference;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceSpec;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * On the lead: whether the service that a rollout made is there, has replicas and is what a rollout
 * would make. Other checks look at the services that they find, and without one have nothing to
 * say.
 */
@ApplicationScoped
public class RolledOutService implements Check {
  private static final Set<String> OF_GATEWAY =
      Set.of(
          ProblemCode.GATEWAY_MISSING.code(),
          ProblemCode.GATEWAY_UNSUITABLE.code(),
          ProblemCode.GATEWAY_SILENT.code(),
          ProblemCode.GATEWAY_FILE.code());

  private final ClusterFile file;
  private final Journal journal;
  private final Swarm swarm;
  private final OllamaService services;
  private final Function<ClusterSpec, Optional<ServiceSpec>> wanted;

  @Inject
  public RolledOutService(
      ClusterFile file,
      Journal journal,
      Swarm swarm,
      OllamaService services,
      RolloutSteps steps,
      ClusterStatus status) {
    this(file, journal, swarm, services, spec -> wanted(spec, steps, status));
  }

  /** With another source of what a rollout would make; it may not know. */
  RolledOutService(
      ClusterFile file,
      Journal journal,
      Swarm swarm,
      OllamaService services,
      Function<ClusterSpec, Optional<ServiceSpec>> wanted) {
    this.file = file;
    this.journal = journal;
    this.swarm = swarm;
    this.services = services;
    this.wanted = wanted;
  }

  /** Without the store's agent or the gateway it is not known: each is a finding of its own. */
  private static Optional<ServiceSpec> wanted(
      ClusterSpec spec, RolloutSteps steps, ClusterStatus status) {
    try {
      return status.now().agents().stream()
          .flatMap(agent -> Stream.ofNullable(agent.store()))
          .flatMap(store -> Stream.ofNullable(store.value()))
          .findFirst()
          .map(store -> steps.service(spec, store.id()));
    } catch (ProblemException e) {
      if (OF_GATEWAY.contains(e.problem().code())) {
        return Optional.empty();
      }
      throw e;
    }
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
    return madeBy(journal).map(this::found).orElse(List.of());
  }

  /** The newest rollout that did and is not put back; none while one may be in it. */
  static Optional<RolloutEvent> madeBy(Journal journal) {
    var rollouts =
        journal.rollouts().reversed().stream().flatMap(id -> journal.past(id).stream()).toList();
    return rollouts.stream().anyMatch(PastRollout::isOpen)
        ? Optional.empty()
        : rollouts.stream()
            .filter(PastRollout::left)
            .filter(past -> past.open().contains(DeployService.ID))
            .map(PastRollout::began)
            .findFirst();
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
    var differs =
        file
            .usable()
            .filter(spec -> spec.service().name().equals(name))
            .flatMap(wanted)
            .map(services::differences)
            .filter(differences -> !differences.isEmpty())
            .map(differences -> differs(name, differences))
            .stream();
    var none =
        Stream.of(FindingCode.SERVICE_NO_REPLICAS.finding(name + ": it is to have 0 replicas"));
    return Stream.concat(replicas.getAsInt() > 0 ? Stream.empty() : none, differs).toList();
  }

  private static Finding differs(String name, List<Difference> differences) {
    return FindingCode.SERVICE_DIFFERS
        .finding(
            differences.stream()
                .map(Difference::field)
                .collect(Collectors.joining(", ", name + " differs in ", "")))
        .withEvidence(
            differences.stream()
                .map(d -> "%s is %s, to be %s".formatted(d.field(), d.is(), d.wanted()))
                .toList());
  }
}
