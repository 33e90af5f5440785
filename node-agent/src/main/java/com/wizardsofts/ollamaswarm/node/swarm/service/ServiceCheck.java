package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.ServiceState;
import com.wizardsofts.ollamaswarm.api.ServiceTask;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ScriptConfigs;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** On a manager, the services that have our scripts. */
@ApplicationScoped
public class ServiceCheck implements Check {
  /** The health check gives a replica as long to load its model. */
  private static final Duration START = Duration.ofMinutes(10);

  private static final int SHOWN = 5;
  private static final int ATTEMPTS = 2;

  private final DockerEngine engine;
  private final OllamaService services;
  private final Clock clock;

  public ServiceCheck(DockerEngine engine, OllamaService services, Clock clock) {
    this.engine = engine;
    this.services = services;
    this.clock = clock;
  }

  @Override
  public String subject() {
    return "the Swarm service";
  }

  @Override
  public List<Finding> look() {
    var isManager = engine.get("/info").at("/Swarm/ControlAvailable").asBoolean();
    return isManager ? ours().flatMap(this::of).toList() : List.of();
  }

  private Stream<String> ours() {
    return StreamSupport.stream(engine.get("/services").spliterator(), false)
        .map(service -> service.path("Spec"))
        .filter(ScriptConfigs::areIn)
        .map(spec -> spec.path("Name").asText());
  }

  private Stream<Finding> of(String name) {
    var state = services.state(name);
    var update = state.update();
    var failed =
        update != null && update.failed()
            ? Stream.of(
                FindingCode.SERVICE_UPDATE_FAILED.finding(
                    "%s: %s: %s".formatted(name, update.state(), update.message())))
            : Stream.<Finding>empty();
    return state.running() < state.desired()
        ? Stream.concat(failed, missing(state, services.table(name)))
        : failed;
  }

  private Stream<Finding> missing(ServiceState state, List<ServiceTask> tasks) {
    var pending = withReason(tasks.stream().filter(t -> t.state().equals("pending")));
    if (!pending.isEmpty()) {
      return Stream.of(finding(FindingCode.SERVICE_TASKS_PENDING, state, pending));
    }
    var running =
        tasks.stream().filter(t -> t.state().equals("running")).map(ServiceTask::slot).toList();
    var failing =
        withReason(
            newest(tasks)
                .filter(t -> !running.contains(t.slot()) && !t.state().equals("shutdown")));
    if (!failing.isEmpty()) {
      return Stream.of(finding(FindingCode.SERVICE_TASKS_FAILING, state, failing));
    }
    var before = clock.instant().minus(START);
    var stuck =
        tasks.stream()
            .filter(t -> t.desired().equals("running") && !t.state().equals("running"))
            .filter(t -> t.since().isBefore(before))
            .toList();
    return stuck.isEmpty()
        ? Stream.empty()
        : Stream.of(finding(FindingCode.SERVICE_STUCK, state, stuck));
  }

  /**
   * Each slot's last attempt, and where that is still on its way, the one before it: what failed
   * earlier was got over.
   */
  private static Stream<ServiceTask> newest(List<ServiceTask> tasks) {
    var seen = new HashMap<Integer, Integer>();
    return tasks.stream().filter(task -> seen.merge(task.slot(), 1, Integer::sum) <= ATTEMPTS);
  }

  private static List<ServiceTask> withReason(Stream<ServiceTask> tasks) {
    return tasks.filter(task -> task.reason() != null).toList();
  }

  private static Finding finding(FindingCode code, ServiceState state, List<ServiceTask> tasks) {
    var newest = tasks.getFirst();
    var why = newest.reason() == null ? "they are still " + newest.state() : newest.reason();
    return code.finding(
            "%s: %d of %d replicas run. %s"
                .formatted(state.name(), state.running(), state.desired(), why))
        .withEvidence(tasks.stream().limit(SHOWN).map(ServiceCheck::line).toList())
        .about(tasks.stream().flatMap(task -> Stream.ofNullable(task.node())).distinct().toList());
  }

  private static String line(ServiceTask task) {
    return "slot %d on %s: %s since %s, %d failed before it: %s"
        .formatted(
            task.slot(),
            task.node() == null ? "no node" : task.node(),
            task.state(),
            task.since(),
            task.restarts(),
            task.error() == null ? "no reason given" : task.error());
  }
}
