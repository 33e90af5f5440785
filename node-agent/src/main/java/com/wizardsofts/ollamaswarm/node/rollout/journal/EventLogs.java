package com.wizardsofts.ollamaswarm.node.rollout.journal;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfig;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfig.Rollout.Interrupted;
import com.wizardsofts.ollamaswarm.operation.Remembered;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The logs of all rollouts: of the newest in memory, of the others from the journal. */
@ApplicationScoped
public class EventLogs {
  private static final int REMEMBERED = 20;

  private final Journal journal;
  private final KnownLead lead;
  private final NodeAgentConfig config;
  private final Clock clock;
  private final Remembered<EventLog> logs = new Remembered<>(REMEMBERED, log -> !log.hasEnded());

  private final Map<String, String> refused = new ConcurrentHashMap<>();

  public EventLogs(Journal journal, KnownLead lead, NodeAgentConfig config, Clock clock) {
    this.journal = journal;
    this.lead = lead;
    this.config = config;
    this.clock = clock;
  }

  /** The log of a new rollout for this desired state; on the disk it begins with the order. */
  public synchronized EventLog begin(String desired, String order) {
    var id = RolloutId.next(clock.instant(), journal.rollouts()).toString();
    var log = new EventLog(id, desired, clock, this::write);
    log.add(Kind.BEGAN, order, null);
    logs.put(log.rollout(), log);
    return log;
  }

  /** The log of this rollout; {@code not-found} when there is none. */
  public synchronized EventLog get(String id) {
    return logs.get(id).orElseGet(() -> fromJournal(id));
  }

  /** From now on the log is what the journal says; who follows it has to ask again. */
  public synchronized void forget(String id) {
    logs.get(id).ifPresent(EventLog::close);
    logs.remove(id);
  }

  /**
   * Likewise of a rollout that cannot go on here.
   *
   * @param why the journal took no more of it
   */
  public synchronized void forget(String id, Throwable why) {
    refused.put(id, why instanceof ProblemException known ? told(known.problem()) : why.toString());
    forget(id);
  }

  /** Says in the log of an interrupted rollout, to all who follow it, why it does not go on. */
  public void waits(String id, Problem why) {
    get(id).refused(why);
  }

  /** Why the journal took no more of a rollout, or takes no more; nothing once it goes on. */
  public Optional<String> refused(String id) {
    return Optional.ofNullable(refused.get(id));
  }

  private static String told(Problem problem) {
    return problem.cause() == null ? problem.detail() : problem.detail() + ": " + problem.cause();
  }

  /** The rollout that this process runs. */
  public synchronized Optional<String> running() {
    return logs.all().stream()
        .filter(log -> log.state() == State.RUNNING)
        .map(EventLog::rollout)
        .findFirst();
  }

  /**
   * Throws {@code rollout.running} while one runs or is put back: what it proves is not to change
   * beside it.
   */
  public void refuseWhileRunning() {
    running()
        .ifPresent(
            id -> {
              throw ProblemCode.ROLLOUT_RUNNING.exception("/v1/rollouts/" + id);
            });
  }

  /** A rollout that has not ended, and that this process does not run, was interrupted. */
  private EventLog fromJournal(String id) {
    var events = journal.rollouts().contains(id) ? journal.read(id).events() : null;
    if (events == null || events.isEmpty()) {
      throw ProblemCode.NOT_FOUND.exception("there is no rollout " + Quoted.text(id));
    }
    var log = new EventLog(id, events.getFirst().desired(), events, clock, this::write);
    try {
      // An order that was torn when it was written changed no state, but is in the way.
      journal.mend(id);
      if (log.state() == State.RUNNING) {
        if (config.rollout().interrupted() == Interrupted.WAIT) {
          log.waits();
        } else {
          log.add(Kind.INTERRUPTED, null, null);
        }
      }
    } catch (RuntimeException e) {
      // A process before this one may have ended with the reason.
      forget(id, e);
      throw e;
    }
    logs.put(id, log);
    return log;
  }

  /** A lead that another one has taken over from begins no step and changes nothing more. */
  private void write(RolloutEvent event) {
    if (event.kind() == Kind.STEP || event.kind() == Kind.BEFORE) {
      lead.requireOwn();
    }
    journal.append(event);
    if (event.kind() != Kind.INTERRUPTED) {
      refused.remove(event.rollout());
    }
  }
}
