package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.ModelPull;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Has the store's server pull a model, or verify the one that is there, and sees every blob of it
 * hash to its name.
 */
public record PullModel(String agent, String model, AgentClients agents, EventLog log, Await await)
    implements Step {
  /** A model of 400 GB over a line of 10 MB/s. */
  private static final Duration LONGEST = Duration.ofHours(12);

  @Override
  public String id() {
    return "deploy.model." + model;
  }

  @Override
  public String title() {
    return "Have the model %s in the store".formatted(model);
  }

  @Override
  public Observation observe() {
    var found = find();
    if (found.isEmpty()) {
      return new Observation.Differs("not in the store", model).making(true);
    }
    var it = found.get();
    if (it.intact() == null) {
      return new Observation.Differs("in the store, but not yet verified", model);
    }
    if (!it.intact()) {
      return new Observation.Blocked(
          ProblemCode.MODEL_DAMAGED.problem("%s is in the store, but not intact".formatted(model)));
    }
    return new Observation.AsPlanned(
        "%s, %d bytes, manifest %s, every blob hashes to its name"
            .formatted(model, it.bytes(), it.digest().substring(0, 12)));
  }

  @Override
  public void apply() {
    var started =
        agents.nfs(agent, a -> find().isPresent() ? a.verify(model) : a.pull(new ModelPull(model)));
    var progress = new Progress(log);
    var ended =
        await
            .until(LONGEST, Duration.ofMillis(500), () -> ended(started.id(), progress))
            .orElseThrow(
                () ->
                    ProblemCode.MODEL_PULL_FAILED.exception(
                        "not done after " + InWords.of(LONGEST)));
    if (ended.state() == Operation.State.CANCELLED && log.isCancelled()) {
      throw ProblemCode.ROLLOUT_CANCELLED.exception(
          ended.title() + " was cancelled; what it fetched is kept");
    }
    if (ended.state() != Operation.State.DONE) {
      throw Objects.requireNonNullElseGet(
              ended.problem(),
              () -> ProblemCode.MODEL_PULL_FAILED.problem(ended.title() + " was cancelled"))
          .from(agent)
          .exception();
    }
  }

  @Override
  public Optional<String> remains() {
    return Optional.of("the model %s in the store".formatted(model));
  }

  private Optional<Operation> ended(String operation, Progress progress) {
    var now = look(operation);
    if (now.state() != Operation.State.RUNNING) {
      return Optional.of(now);
    }
    progress.tell(now);
    return Optional.empty();
  }

  /**
   * A pull of hours is not gone on with when the step beside it has failed already, nor when the
   * rollout was cancelled.
   */
  private Operation look(String operation) {
    var isWanted = !log.hasFailed() && !log.isCancelled();
    try {
      return agents.nfs(agent, a -> isWanted ? a.operation(operation) : a.cancel(operation));
    } catch (ProblemException e) {
      var problem = e.problem();
      if (problem.is(ProblemCode.NOT_FOUND) || problem.is(ProblemCode.AGENT_UNREACHABLE)) {
        throw ProblemCode.OPERATION_LOST
            .problem("%s does not know what became of it".formatted(agent))
            .causedBy(problem.detail())
            .exception();
      }
      throw e;
    }
  }

  private Optional<Model> find() {
    return agents.nfs(agent, NfsAgentApi::models).stream()
        .filter(candidate -> candidate.name().equals(model))
        .findFirst();
  }

  /** The journal keeps every note, so a pull of hours says each percent once. */
  private static final class Progress {
    private final EventLog log;
    private String last = "";

    Progress(EventLog log) {
      this.log = log;
    }

    void tell(Operation now) {
      var percent = now.totalBytes() == 0 ? 0 : 100 * now.doneBytes() / now.totalBytes();
      var reached = now.step() + " " + percent;
      if (!reached.equals(last)) {
        last = reached;
        log.note("%s: %d of %d bytes".formatted(now.step(), now.doneBytes(), now.totalBytes()));
      }
    }
  }
}
