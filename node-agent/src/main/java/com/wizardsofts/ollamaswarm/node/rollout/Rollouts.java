package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.api.RollbackPlan;
import com.wizardsofts.ollamaswarm.api.RollbackRequest;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutReport;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfig;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.journal.PastRollout;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Report;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Fix;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Former;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Plans;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutOrder;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutSteps;
import com.wizardsofts.ollamaswarm.node.rollout.report.Reports;
import com.wizardsofts.ollamaswarm.node.rollout.run.Patience;
import com.wizardsofts.ollamaswarm.node.rollout.run.Rollback;
import com.wizardsofts.ollamaswarm.node.rollout.run.RollbackOrder;
import com.wizardsofts.ollamaswarm.node.rollout.run.Rollout;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The lead's rollouts: one at a time. */
@ApplicationScoped
public class Rollouts {
  private static final Logger LOG = Logger.getLogger(Rollouts.class);

  private final Plans plans;
  private final RolloutSteps steps;
  private final Journal journal;
  private final EventLogs logs;
  private final Patience patience;
  private final Clock clock;

  public Rollouts(
      Plans plans,
      RolloutSteps steps,
      Journal journal,
      EventLogs logs,
      NodeAgentConfig config,
      Await await,
      Clock clock) {
    this.plans = plans;
    this.steps = steps;
    this.journal = journal;
    this.logs = logs;
    this.patience = new Patience(await, config.rollout().agentsTimeout(), Duration.ofMillis(500));
    this.clock = clock;
  }

  /**
   * Starts a rollout of {@code cluster.yaml} as {@link #start(boolean, Fix)} does when it would do
   * what the plan with this hash says; else {@code plan.outdated} with what moved as evidence. That
   * another one has moved it in the meantime, and is not done, comes first.
   */
  public String start(boolean prove, Fix fix, String plan) {
    refuseWhileOneIsOpen();
    var order = plans.order(prove, fix);
    plans.refuseOutdated(order, plan);
    return start(order);
  }

  /**
   * Starts a rollout of {@code cluster.yaml} and returns its id; {@code rollout.running} when one
   * runs, {@code rollout.interrupted} when one waits, {@code fix.impossible}.
   */
  public String start(boolean prove, Fix fix) {
    return start(plans.order(prove, fix));
  }

  private synchronized String start(RolloutOrder order) {
    var desired = order.desired();
    refuseWhileOneIsOpen();
    var log = logs.begin(desired, order.text());
    try {
      run(order, log);
    } catch (RuntimeException e) {
      live(log, () -> log.add(Kind.BROKEN, null, why(e)));
      throw e;
    }
    return log.rollout();
  }

  /**
   * Lets an interrupted or cancelled rollout go on.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code not-found}, {@code
   *     rollout.running}, {@code rollout.not-interrupted}, {@code rollout.not-newest}, {@code
   *     journal.damaged}
   */
  public synchronized void resume(String id) {
    var log = logs.get(id);
    logs.refuseWhileRunning();
    if (!isResumable(log)) {
      throw ProblemCode.ROLLOUT_NOT_INTERRUPTED.exception("/v1/rollouts/" + id);
    }
    refuseBeneath(id);
    goOn(Kind.RESUMED, null, log);
  }

  /** As {@link #resume}, unless somebody has resumed or cancelled it meanwhile. */
  synchronized void resumeInterrupted(String id) {
    if (logs.get(id).state() == State.INTERRUPTED) {
      resume(id);
    }
  }

  /**
   * Puts back what a rollout changed, newest first. Does nothing when that was done.
   *
   * @param request how far; absent for all of it
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code not-found}, {@code
   *     bad-input}, {@code rollout.running}, {@code rollout.interrupted}, {@code journal.damaged},
   *     {@code agent.version}; {@code rollout.not-newest} when a later one changed something that
   *     is not put back
   */
  public void rollBack(String id, @Nullable RollbackRequest request) {
    var order = RollbackOrder.of(request);
    var events = logs.get(id).events();
    // One that was begun goes on whatever the versions: clients may be waiting for its end.
    if (!Rollback.began(events)) {
      logs.refuseWhileRunning(); // before the time that asking everybody takes
      steps.requireFitting(RolloutOrder.of(events.getFirst()).spec());
    }
    if (!order.without().isEmpty()) {
      steps.requireGone(RolloutOrder.of(events.getFirst()).spec(), former(id), order.without());
    }
    rollBack(id, order);
  }

  /**
   * What {@link #rollBack} would put back now; changes nothing.
   *
   * @param to the last phase that stays; absent when none does
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code not-found}, {@code
   *     bad-input}, {@code journal.damaged}
   */
  RollbackPlan rollbackPlan(String id, @Nullable String to) {
    var far = RollbackOrder.of(new RollbackRequest(to, false));
    var log = logs.get(id);
    var order = order(id);
    var all = Stream.concat(plan(order, log).stream(), singleContainer(order).stream()).toList();
    return Rollback.plan(all, log.events(), far);
  }

  private synchronized void rollBack(String id, RollbackOrder order) {
    var log = logs.get(id);
    logs.refuseWhileRunning();
    refuseBeneath(id);
    if (log.state() != State.ROLLED_BACK) {
      goOn(Kind.ROLLBACK, order.text(), log);
    }
  }

  /**
   * Has a rollout or a rollback end before its next step. What had taken something from clients is
   * undone; the rest stays, and can be resumed or rolled back. Does nothing when it has ended.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code not-found}, {@code
   *     journal.damaged}
   */
  public synchronized void cancel(String id) {
    var log = logs.get(id);
    var waits = log.state() == State.INTERRUPTED;
    log.cancel();
    if (waits) {
      goOn(Kind.RESUMED, null, log);
    }
  }

  private static Problem why(RuntimeException e) {
    return e instanceof ProblemException known
        ? known.problem()
        : ProblemCode.INTERNAL.problem("the rollout could not begin: " + e);
  }

  private void goOn(Kind kind, @Nullable String text, EventLog log) {
    try {
      var order = order(log.rollout());
      order.spec(); // an order that nobody can read any more would hold up every later one
      log.add(kind, text, null);
      run(order, log);
    } catch (RuntimeException e) {
      // What the disk did not take has not begun: the journal says what is, not this memory.
      logs.forget(log.rollout());
      throw e;
    }
  }

  private void refuseBeneath(String id) {
    refuseDamaged(id);
    refuseWhileInterrupted(id);
    var all = journal.rollouts();
    all.subList(all.indexOf(id) + 1, all.size()).forEach(this::refuseUnlessPutBack);
  }

  private void refuseUnlessPutBack(String later) {
    if (journal.past(later).filter(PastRollout::left).isPresent()) {
      throw ProblemCode.ROLLOUT_NOT_NEWEST.exception("/v1/rollouts/" + later);
    }
  }

  private RolloutOrder order(String id) {
    return RolloutOrder.of(refuseDamaged(id).getFirst());
  }

  /** The events of one whose journal is not damaged. */
  private List<RolloutEvent> refuseDamaged(String id) {
    var history = journal.read(id);
    if (!history.damaged().isEmpty()) {
      throw ProblemCode.JOURNAL_DAMAGED.exception(
          "lines %s of %s.jsonl in %s".formatted(history.damaged(), id, Journal.FOLDER));
    }
    return history.events();
  }

  /** What a rollout amounts to; {@code not-found} when there is none of this id. */
  RolloutReport report(String id) {
    var events = logs.get(id).events();
    var proofs = Stream.concat(journal.proofsBefore(id).stream(), events.stream()).toList();
    var last = events.getLast();
    var counted = last.kind() == Kind.DONE ? last.figures() : null;
    return Reports.of(
        Report.state(events),
        events.getFirst().desired(),
        Objects.requireNonNullElse(counted, Map.of()),
        proofs);
  }

  /** Those that the journal holds an event of, oldest first. */
  List<String> ids() {
    return journal.rollouts().stream().filter(id -> journal.past(id).isPresent()).toList();
  }

  /** The rollout that was interrupted, forwards or backwards: of any age, one at a time ran. */
  synchronized Optional<String> interrupted() {
    return journal.rollouts().reversed().stream().filter(this::wasInterrupted).findFirst();
  }

  /** A file whose first line was torn by a power cut is of a rollout that has not begun. */
  private boolean wasInterrupted(String id) {
    return journal.past(id).filter(PastRollout::isOpen).isPresent()
        && logs.get(id).state() == State.INTERRUPTED;
  }

  private synchronized void refuseWhileOneIsOpen() {
    logs.refuseWhileRunning();
    refuseWhileInterrupted("");
  }

  private void refuseWhileInterrupted(String unless) {
    interrupted()
        .filter(id -> !id.equals(unless))
        .ifPresent(
            id -> {
              throw ProblemCode.ROLLOUT_INTERRUPTED.exception("/v1/rollouts/" + id);
            });
  }

  private static boolean isResumable(EventLog log) {
    return log.state() == State.INTERRUPTED || log.state() == State.CANCELLED;
  }

  private List<PlannedStep> plan(RolloutOrder order, EventLog log) {
    var known = order.prove() ? log.events() : journal.proofs();
    var proofs = Proofs.of(known, log.events().getFirst().desired(), log);
    var former = former(log.rollout());
    return order.fix().of(steps.plan(order.spec(), former, proofs, log));
  }

  private Optional<PlannedStep> singleContainer(RolloutOrder order) {
    return Optional.of(steps.singleContainer(order.spec()));
  }

  private void run(RolloutOrder order, EventLog log) {
    var plan = plan(order, log);
    var runner = new StepRunner(clock);
    var waiting = patience.looking(() -> steps.requireFitting(order.spec()));
    var run =
        Rollback.began(log.events())
            ? new Rollback(plan, singleContainer(order), runner, waiting, log)
            : new Rollout(plan, runner, waiting, () -> steps.changes(order.spec()), log);
    Thread.ofVirtual().name(log.rollout()).start(() -> live(log, run));
  }

  private Former former(String id) {
    var all = journal.rollouts();
    return Former.of(journal, all.subList(0, all.indexOf(id)));
  }

  /** What could not write its end is interrupted: memory would say that it has failed. */
  private void live(EventLog log, Runnable run) {
    try {
      run.run();
    } catch (RuntimeException | Error e) {
      LOG.errorf(e, "the journal did not take how %s ended", log.rollout());
      logs.forget(log.rollout(), e);
    }
  }
}
