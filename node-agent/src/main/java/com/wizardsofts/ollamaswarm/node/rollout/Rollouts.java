package com.wizardsofts.ollamaswarm.node.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutPlan;
import com.wizardsofts.ollamaswarm.api.RolloutReport;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.rollout.report.Reports;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lead's rollouts: one at a time. */
@ApplicationScoped
public class Rollouts {
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("'r-'yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final ClusterFile clusterFile;
  private final RolloutSteps steps;
  private final Journal journal;
  private final ObjectMapper json;
  private final Clock clock;
  private final Map<String, EventLog> logs = new LinkedHashMap<>();
  private final Map<String, RolloutPlan> plans = new LinkedHashMap<>();

  public Rollouts(
      ClusterFile clusterFile,
      RolloutSteps steps,
      Journal journal,
      ObjectMapper json,
      Clock clock) {
    this.clusterFile = clusterFile;
    this.steps = steps;
    this.journal = journal;
    this.json = json;
    this.clock = clock;
  }

  /** What a rollout of {@code cluster.yaml} would do now; nothing is changed. */
  public synchronized RolloutPlan plan(boolean prove) {
    var order = new RolloutOrder(prove, clusterFile.text());
    var desired = hash(order.spec());
    var nowhere = new EventLog("plan", desired, clock, _ -> {});
    var known = order.prove() ? List.<RolloutEvent>of() : journal.read();
    var proofs = Proofs.of(known, desired, nowhere);
    var plan = Planner.plan(desired, steps.plan(order.spec(), proofs, _ -> {}));
    plans.put(plan.hash(), plan);
    return plan;
  }

  /**
   * Starts a rollout of {@code cluster.yaml} as {@link #start(boolean)} does when it would do what
   * the plan with this hash says; else {@code plan.outdated} with what moved as evidence.
   */
  public synchronized String start(boolean prove, String plan) {
    var old = plans.get(plan);
    var now = plan(prove);
    if (!now.hash().equals(plan)) {
      throw ProblemCode.PLAN_OUTDATED
          .problem("plan %s; the same question now gives plan %s".formatted(plan, now.hash()))
          .withEvidence(
              old == null
                  ? List.of("this lead made no plan " + plan + " since it started")
                  : PlanHash.moved(old, now))
          .exception();
    }
    return start(prove);
  }

  /**
   * Starts a rollout of {@code cluster.yaml} and returns its id; {@code rollout.running} when one
   * runs, {@code rollout.interrupted} when one waits.
   */
  public synchronized String start(boolean prove) {
    var order = new RolloutOrder(prove, clusterFile.text());
    var desired = hash(order.spec());
    refuseWhileRunning();
    interrupted()
        .ifPresent(
            id -> {
              throw ProblemCode.ROLLOUT_INTERRUPTED.exception("/v1/rollouts/" + id);
            });
    var id = newId();
    var log = new EventLog(id, desired, clock, journal::append);
    logs.put(id, log);
    begin(Kind.BEGAN, order.text(), order, log, id);
    return id;
  }

  /**
   * Lets an interrupted rollout go on.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code not-found}, {@code
   *     rollout.running}, {@code rollout.not-interrupted}, {@code journal.damaged}
   */
  public synchronized void resume(String id) {
    var log = log(id);
    refuseWhileRunning();
    if (!interrupted().equals(Optional.of(id))) {
      throw ProblemCode.ROLLOUT_NOT_INTERRUPTED.exception("/v1/rollouts/" + id);
    }
    var order = order(id);
    begin(Kind.RESUMED, null, order, log, id);
  }

  /**
   * Puts back what a rollout changed, newest first. Does nothing when that was done.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code not-found}, {@code
   *     rollout.running}, {@code journal.damaged}; {@code rollout.not-newest} when a later one
   *     changed something that is not put back
   */
  public synchronized void rollBack(String id) {
    var log = log(id);
    refuseWhileRunning();
    var all = journal.rollouts();
    all.subList(all.indexOf(id) + 1, all.size()).forEach(this::refuseBeneath);
    var order = order(id);
    if (state(log) != State.ROLLED_BACK) {
      begin(Kind.ROLLBACK, null, order, log, id);
    }
  }

  /** What the disk did not take has not begun: the journal says what is, not this memory. */
  private void begin(
      Kind kind, @Nullable String text, RolloutOrder order, EventLog log, String id) {
    try {
      log.add(kind, text, null);
      run(order, log);
    } catch (RuntimeException e) {
      logs.remove(id);
      throw e;
    }
  }

  private void refuseBeneath(String later) {
    var events = journal.read(later).events();
    var changed = events.stream().anyMatch(event -> event.kind() == Kind.BEFORE);
    if (changed && Report.state(events).state() != State.ROLLED_BACK) {
      throw ProblemCode.ROLLOUT_NOT_NEWEST.exception("/v1/rollouts/" + later);
    }
  }

  private RolloutOrder order(String id) {
    var history = journal.read(id);
    if (!history.damaged().isEmpty()) {
      throw ProblemCode.JOURNAL_DAMAGED.exception(
          "lines %s of %s.jsonl in %s".formatted(history.damaged(), id, Journal.FOLDER));
    }
    return RolloutOrder.of(history.events().getFirst());
  }

  /** What a rollout amounts to; {@code not-found} when there is none of this id. */
  RolloutReport report(String id) {
    var events = log(id).events();
    return Reports.of(Report.state(events), events.getFirst().desired(), journal.read());
  }

  /** Those that the journal holds, oldest first. */
  List<String> ids() {
    return journal.rollouts();
  }

  /** The newest rollout when it was interrupted. */
  synchronized Optional<String> interrupted() {
    var all = journal.rollouts();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.getLast()).filter(id -> state(log(id)) == State.INTERRUPTED);
  }

  /** The events of a rollout; {@code not-found} when there is none of this id. */
  synchronized EventLog log(String id) {
    var log = logs.get(id);
    if (log == null) {
      log = fromJournal(id);
      logs.put(id, log);
    }
    return log;
  }

  /** A rollout that has not ended, and that this process does not run, was interrupted. */
  private EventLog fromJournal(String id) {
    var events = journal.rollouts().contains(id) ? journal.read(id).events() : null;
    if (events == null || events.isEmpty()) {
      throw ProblemCode.NOT_FOUND.exception("there is no rollout " + id);
    }
    var log = new EventLog(id, events.getFirst().desired(), events, clock, journal::append);
    if (state(log) == State.RUNNING) {
      journal.mend(id);
      log.add(Kind.INTERRUPTED, null, null);
    }
    return log;
  }

  private void run(RolloutOrder order, EventLog log) {
    var id = log.events().getFirst().rollout();
    var known = order.prove() ? log.events() : journal.read();
    var proofs = Proofs.of(known, log.events().getFirst().desired(), log);
    var plan = steps.plan(order.spec(), proofs, text -> log.add(Kind.NOTE, text, null));
    var run =
        Rollback.began(log.events())
            ? new Rollback(plan, log)
            : new Rollout(plan, new StepRunner(clock), log);
    Thread.ofVirtual().name(id).start(run);
  }

  private void refuseWhileRunning() {
    logs.forEach(
        (id, log) -> {
          if (state(log) == State.RUNNING) {
            throw ProblemCode.ROLLOUT_RUNNING.exception("/v1/rollouts/" + id);
          }
        });
  }

  private static State state(EventLog log) {
    return Report.state(log.events()).state();
  }

  /** Rollouts may begin within one second of each other. */
  private String newId() {
    var taken = journal.rollouts();
    var id = ID.format(clock.instant());
    var free = id;
    for (int count = 2; taken.contains(free); count++) {
      free = id + "-" + count;
    }
    return free;
  }

  private String hash(ClusterSpec spec) {
    try {
      var text = json.writeValueAsString(spec).getBytes(StandardCharsets.UTF_8);
      var digest = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
