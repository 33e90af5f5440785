package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Task;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceJson;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceSpec;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Waits until every replica is healthy: it answered once with the first model, and Swarm calls it
 * running; and until those before them have ended their answers.
 *
 * @param start longest time for one replica
 */
public record HealthyReplicas(
    Supplier<ServiceSpec> wanted, String service, Duration start, OllamaService services)
    implements Step {

  @Override
  public String id() {
    return "deploy.health";
  }

  @Override
  public String title() {
    return "See the replicas of %s healthy".formatted(service);
  }

  @Override
  public Observation observe() {
    var desired = services.desiredReplicas(service).orElse(0);
    var running = services.tasks(service).stream().filter(Task::isRunning).count();
    return desired > 0 && services.areRunning(service, desired)
        ? new Observation.AsPlanned(
            "%d of %d replicas passed their health check and run".formatted(running, desired))
        : new Observation.Differs("%d of %d run".formatted(running, desired), "all run");
  }

  @Override
  public void apply() {
    var spec = wanted.get();
    var count = services.desiredReplicas(service).orElse(1);
    var limit = ServiceJson.longestReplacement(count, start, spec.longestAnswer());
    services.awaitRunning(spec, count, limit);
  }

  @Override
  public boolean onlyWatches() {
    return true;
  }
}
