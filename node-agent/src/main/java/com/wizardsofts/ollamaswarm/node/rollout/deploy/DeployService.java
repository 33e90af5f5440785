package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Difference;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceSpec;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Makes the Swarm service what it shall be. How many replicas it has is other steps' business: a
 * service that is there keeps its number, a new one begins with the first.
 *
 * @param formerConfigs the Swarm configs that rollbacks need
 * @param note is told when the service had to be made anew
 */
public record DeployService(
    String service,
    Supplier<ServiceSpec> wanted,
    OllamaService services,
    Supplier<Set<String>> formerConfigs,
    Consumer<String> note)
    implements Step {
  /** Its id. */
  public static final String ID = "deploy.service";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String title() {
    return "Have Ollama as a Swarm service";
  }

  @Override
  public Observation observe() {
    var conflict = services.conflict(service);
    if (conflict.isPresent()) {
      return new Observation.Blocked(conflict.get());
    }
    var spec = wanted.get();
    var replicas = services.desiredReplicas(spec.name());
    var differences = services.differences(spec);
    if (replicas.isEmpty()) {
      return new Observation.Differs(
              "no service " + spec.name(),
              "service %s with %d replicas; %s"
                  .formatted(spec.name(), spec.replicas(), text(differences, false)),
              "")
          .making(true);
    }
    return differences.isEmpty()
        ? new Observation.AsPlanned(
            "service %s as wanted: %s, %d replicas"
                .formatted(spec.name(), spec.image(), replicas.getAsInt()))
        : new Observation.Differs(
            text(differences, true),
            text(differences, false),
            services.spec(spec.name()).orElse(""));
  }

  @Override
  public void apply() {
    services.sweepScripts(service, formerConfigs.get());
    services.put(wanted.get());
  }

  @Override
  public Optional<String> interruption() {
    var spec = wanted.get();
    var told = new ArrayList<String>();
    if (services.leavesNetwork(spec)) {
      told.add(
          "requests fail from when the replicas leave their network until the gateway has joined %s"
              .formatted(spec.network()));
    }
    if (services.stopsFirst(spec)) {
      told.add("no node has memory for a new replica beside an old one: " + gap(spec.name()));
    }
    return Optional.of(String.join("; ", told)).filter(text -> !text.isEmpty());
  }

  private String gap(String name) {
    return services.desiredReplicas(name).orElse(0) == 1
        ? "nothing answers from when the only one ends until its successor has its model"
        : "one fewer answers while each is replaced";
  }

  @Override
  public Optional<String> undoInterruption(String before) {
    return Optional.of(
        before.isEmpty()
            ? "the service %s goes, once its replicas have ended their answers".formatted(service)
            : "the replicas of %s are replaced by such as before; a single one without memory beside itself answers nothing until its successor has its model"
                .formatted(service));
  }

  @Override
  public void undo(String before) {
    if (before.isEmpty()) {
      services.remove(service);
    } else if (services.restore(service, before)) {
      note.accept(
          "somebody had removed the service %s; it is made anew as it was".formatted(service));
    }
  }

  private static String text(List<Difference> differences, boolean current) {
    return differences.stream()
        .map(d -> d.field() + "=" + (current ? d.is() : d.wanted()))
        .collect(Collectors.joining("; "));
  }
}
