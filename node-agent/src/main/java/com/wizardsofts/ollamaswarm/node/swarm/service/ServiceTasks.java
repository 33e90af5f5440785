package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The tasks of the service, and waiting for them. */
final class ServiceTasks {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int TOLD = 20;

  private final DockerEngine engine;
  private final Await await;

  ServiceTasks(DockerEngine engine, Await await) {
    this.engine = engine;
    this.await = await;
  }

  List<Task> of(String service) {
    return raw(service).map(Task::parse).toList();
  }

  /**
   * @param isAsked whether the service's spec is what the caller asked for; not so any more when
   *     Swarm has rolled the update back
   */
  void awaitRunning(String service, int replicas, Duration limit, BooleanSupplier isAsked) {
    var settled =
        await.until(
            limit, PAUSE, () -> Optional.of(service).filter(s -> comes(s, replicas, isAsked)));
    if (settled.isEmpty()) {
      throw notRunning(
              service,
              "%s does not have %d running replicas and no others after %s"
                  .formatted(service, replicas, InWords.of(limit)))
          .exception();
    }
  }

  /** Another number that somebody ordered meanwhile would be waited for in vain. */
  private boolean comes(String service, int replicas, BooleanSupplier isAsked) {
    var now = engine.get("/services/" + service);
    if (isSettled(service, now, replicas, isAsked)) {
      return true;
    }
    var ordered = now.at("/Spec/Mode/Replicated/Replicas").asInt(replicas);
    var goesBack = now.at("/UpdateStatus/State").asText().startsWith("rollback");
    if (ordered != replicas && !goesBack) {
      throw notRunning(
              service,
              "%s was to have %d replicas, but somebody ordered %d meanwhile"
                  .formatted(service, replicas, ordered))
          .exception();
    }
    return false;
  }

  /**
   * Whether exactly so many replicas run, all made from the spec as it is now, and no update is
   * under way.
   */
  boolean areRunning(String service, int replicas) {
    return isSettled(service, engine.get("/services/" + service), replicas, () -> true);
  }

  void awaitEnded(String service, String containerId, Duration limit) {
    var ended =
        await.until(limit, PAUSE, () -> Optional.of(containerId).filter(c -> isEnded(service, c)));
    if (ended.isEmpty()) {
      throw notRunning(
              service,
              "Swarm still has the replica in container %s of %s as running after %s"
                  .formatted(containerId, service, InWords.of(limit)))
          .exception();
    }
  }

  private boolean isEnded(String service, String containerId) {
    return of(service).stream()
        .noneMatch(task -> containerId.equals(task.containerId()) && task.isAlive());
  }

  private boolean isSettled(String service, JsonNode now, int replicas, BooleanSupplier isAsked) {
    var update = now.at("/UpdateStatus/State").asText();
    var isBack = update.startsWith("rollback") && !isAsked.getAsBoolean();
    if (isBack || update.endsWith("paused")) {
      throw notRunning(service, "Swarm has stopped the update of %s: %s".formatted(service, update))
          .causedBy(now.at("/UpdateStatus/Message").asText())
          .exception();
    }
    if (update.equals("updating") || update.equals("rollback_started")) {
      return false;
    }
    var template = now.at("/Spec/TaskTemplate");
    var alive = raw(service).filter(task -> Task.parse(task).isAlive()).toList();
    return alive.size() == replicas && alive.stream().allMatch(task -> isAsWanted(task, template));
  }

  /** An update is not seen in its own status at once, but in specs that older tasks do not have. */
  private static boolean isAsWanted(JsonNode json, JsonNode template) {
    var task = Task.parse(json);
    return task.isWanted()
        && task.isRunning()
        && Stream.of("ContainerSpec", "Resources", "ForceUpdate")
            .allMatch(part -> json.path("Spec").path(part).equals(template.path(part)));
  }

  private Stream<JsonNode> raw(String service) {
    var tasks = engine.get("/tasks?filters=" + Filters.of("service", service));
    return StreamSupport.stream(tasks.spliterator(), false);
  }

  private Problem notRunning(String service, String detail) {
    var lines =
        of(service).stream()
            .filter(task -> task.isWanted() || task.isAlive() || task.error() != null)
            .sorted(Comparator.comparing(Task::since).reversed())
            .limit(TOLD)
            .map(Task::line)
            .toList();
    return ProblemCode.SERVICE_NOT_RUNNING.problem(detail).withEvidence(lines);
  }
}
