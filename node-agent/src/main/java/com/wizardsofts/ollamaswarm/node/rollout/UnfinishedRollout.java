package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.journal.PastRollout;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutOrder;
import com.wizardsofts.ollamaswarm.node.rollout.run.Rollback;
import com.wizardsofts.ollamaswarm.node.rollout.run.RollbackOrder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * On the lead: whether a rollout or a rollback stopped on its way. What an operator ordered to stay
 * half done, a cancelled one or some phases rolled back, is nothing wrong.
 */
@ApplicationScoped
public class UnfinishedRollout implements Check {
  private final ClusterFile file;
  private final Journal journal;
  private final EventLogs logs;

  public UnfinishedRollout(ClusterFile file, Journal journal, EventLogs logs) {
    this.file = file;
    this.journal = journal;
    this.logs = logs;
  }

  @Override
  public String subject() {
    return "how rollouts ended";
  }

  @Override
  public List<Finding> look() {
    if (!file.isHere()) {
      return List.of();
    }
    var all = journal.rollouts().reversed().stream().flatMap(id -> journal.past(id).stream());
    return found(all.toList()).map(this::finding).stream().toList();
  }

  /** The newest that stopped on its way, of these rollouts, the newest first. */
  private Optional<PastRollout> found(List<PastRollout> rollouts) {
    // One that waits keeps every other from beginning; it may be an older one, going backwards.
    var waits = rollouts.stream().filter(this::waits).findFirst();
    return waits.isPresent() || rollouts.stream().anyMatch(PastRollout::isOpen)
        ? waits
        : failed(rollouts);
  }

  /** That it was interrupted may be what the journal does not take. */
  private boolean waits(PastRollout past) {
    return past.isOpen()
        && (past.state() == State.INTERRUPTED || logs.refused(past.began().rollout()).isPresent());
  }

  private static Optional<PastRollout> failed(List<PastRollout> rollouts) {
    var done = new ArrayList<RolloutOrder>();
    for (var past : rollouts) {
      if (past.state() != State.DONE && !isHalf(past)) {
        continue;
      }
      // One whose order is not known can neither go on nor be put back, so nothing is found of it.
      var order = RolloutOrder.understood(past.began());
      if (past.state() == State.DONE) {
        order.ifPresent(done::add);
      } else if (order
          .filter(half -> done.stream().noneMatch(it -> it.doesAllOf(half, past.phases())))
          .isPresent()) {
        return Optional.of(past);
      }
    }
    return Optional.empty();
  }

  private static boolean isHalf(PastRollout past) {
    return past.state() == State.ROLLBACK_FAILED || (past.state() == State.FAILED && past.left());
  }

  private Finding finding(PastRollout past) {
    var id = past.began().rollout();
    var events = journal.read(id).events();
    var rollback = RollbackOrder.command(id, events);
    if (waits(past)) {
      var what = Rollback.began(events) ? "the rollback of " + id : "the rollout " + id;
      var refused = logs.refused(id);
      var why = refused.map(text -> ", for its journal took no more: " + text).orElse("");
      return finding(FindingCode.ROLLOUT_WAITS, what + " was interrupted" + why, events)
          .withRemedy(
              "%sollama-swarm resume %s lets it go on, %s puts back what it changed. Where node-agent.rollout.interrupted is resume, it goes on by itself when this agent starts and all others answer."
                  .formatted(
                      refused.isPresent() ? "Mend what the cause names; then: " : "",
                      id,
                      rollback));
    }
    if (past.state() == State.ROLLBACK_FAILED) {
      return finding(
              FindingCode.ROLLOUT_ROLLBACK_FAILED,
              "the rollback of %s failed".formatted(id),
              events)
          .withRemedy("%s; then: %s".formatted(remedy(events), rollback));
    }
    return finding(FindingCode.ROLLOUT_FAILED, "the rollout %s failed".formatted(id), events)
        .withRemedy(
            "%s; then: ollama-swarm rollout goes on from what is there, or %s puts back what it changed."
                .formatted(remedy(events), rollback));
  }

  private static Finding finding(FindingCode code, String what, List<RolloutEvent> events) {
    var evidence = new ArrayList<String>();
    evidence.add("rollout: " + events.getFirst().rollout());
    var step = lastStep(events);
    step.ifPresent(id -> evidence.add("step: " + id));
    var problem = events.getLast().problem();
    if (problem != null) {
      evidence.add("problem: %s, %s".formatted(problem.code(), problem.detail()));
      Optional.ofNullable(problem.cause()).ifPresent(cause -> evidence.add("cause: " + cause));
    }
    var where = step.map(id -> what + " in " + id).orElse(what);
    return code.finding(problem == null ? where : where + ": " + problem.detail())
        .withEvidence(evidence);
  }

  /** In which it failed; else in which it was. What a failed one gave back came after that. */
  private static Optional<String> lastStep(List<RolloutEvent> events) {
    var problem = events.getLast().problem();
    return events.reversed().stream()
        .filter(event -> event.step() != null)
        .filter(event -> problem == null || Objects.equals(problem, event.problem()))
        .map(event -> Objects.requireNonNull(event.step()))
        .findFirst();
  }

  private static String remedy(List<RolloutEvent> events) {
    var problem = events.getLast().problem();
    return problem == null
        ? "Mend what the cause names"
        : problem.remedy().replaceFirst("\\.$", "");
  }
}
