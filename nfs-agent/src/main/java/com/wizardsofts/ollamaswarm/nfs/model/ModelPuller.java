package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.operation.RunningOperation;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Pulls a model: a temporary Ollama writes its files, then every blob is hashed. */
@ApplicationScoped
public class ModelPuller {
  private final ModelStore store;
  private final Models models;
  private final PullImage image;
  private final PullServer server;
  private final OllamaPull ollama;
  private final PullRoom room;
  private final Duration limit;
  private final Semaphore turns;

  public ModelPuller(
      ModelStore store,
      Models models,
      PullImage image,
      PullServer server,
      OllamaPull ollama,
      PullRoom room,
      NfsAgentConfig config) {
    this.store = store;
    this.models = models;
    this.image = image;
    this.server = server;
    this.ollama = ollama;
    this.room = room;
    this.limit = config.pull().timeLimit();
    this.turns = new Semaphore(Math.max(1, config.pull().parallel()), true);
  }

  /** Pulls to the end; a failure is a problem. */
  public void pull(ModelName model, RunningOperation operation) {
    try {
      turns.acquire();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    try {
      download(model, operation);
      verify(model, operation);
    } finally {
      room.release(model);
      turns.release();
    }
  }

  private void download(ModelName model, RunningOperation operation) {
    operation.at("checking the store");
    store.prepare();
    room.require(model, 0);
    operation.at("getting Ollama's image");
    image.ensure();
    operation.at("starting Ollama");
    server.with(
        address ->
            withinLimit(
                () ->
                    ollama.run(
                        address,
                        model,
                        (step, done, total, fetched) -> {
                          operation.at(step, done, total, fetched);
                          room.require(model, total - done);
                        })));
  }

  /** The work may wait for a silent registry for ever: the interrupt ends it then. */
  private void withinLimit(Runnable work) {
    var result = new FutureTask<>(work, true);
    Thread.ofVirtual().name("pull").start(result);
    try {
      result.get(limit.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw new ProblemException(
          ProblemCode.MODEL_PULL_FAILED
              .problem("The pull did not end within " + limit)
              .withRemedy("Start it again: it goes on where it was."),
          e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      result.cancel(true);
    }
  }

  private static ProblemException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ProblemException(
        ProblemCode.MODEL_PULL_FAILED.problem("The pull was interrupted"), e);
  }

  private void verify(ModelName model, RunningOperation operation) {
    operation.at("verifying");
    models.trust(model);
    var faults = models.faults(model);
    if (!faults.isEmpty()) {
      throw ProblemCode.MODEL_DAMAGED
          .problem(model.shown() + " was pulled, but is not intact")
          .causedBy(faults.getFirst())
          .withEvidence(faults)
          .exception();
    }
  }
}
