package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Pulls a model: a temporary Ollama container writes it, then every blob is hashed.
 *
 * <p>One at a time. Models share blobs, and two Ollamas that download one blob into one folder
 * spoil each other's partial file.
 */
@ApplicationScoped
public class ModelPuller {
  private static final Logger LOG = Logger.getLogger(ModelPuller.class);

  private final ModelStore store;
  private final Models models;
  private final PullImage image;
  private final PullContainer container;
  private final OllamaPull ollama;
  private final Duration limit;
  private final long keepFree;
  private final ReentrantLock turn = new ReentrantLock(true);

  public ModelPuller(
      ModelStore store,
      Models models,
      PullImage image,
      PullContainer container,
      OllamaPull ollama,
      NfsAgentConfig config) {
    this.store = store;
    this.models = models;
    this.image = image;
    this.container = container;
    this.ollama = ollama;
    this.limit = config.pull().timeLimit();
    this.keepFree = config.pull().keepFree().asLongValue();
  }

  /** Pulls to the end, whatever it is: the pull shows it. */
  void pull(Pull pull) {
    turn.lock();
    try {
      LOG.infof("pull %s: started", pull.model().shown());
      download(pull);
      verify(pull);
      pull.done();
      LOG.infof("pull %s: done, %d bytes", pull.model().shown(), pull.shown().totalBytes());
    } catch (ProblemException e) {
      pull.failed(e.problem());
      LOG.errorf("pull %s: %s", pull.model().shown(), e.problem().text());
    } catch (RuntimeException e) {
      pull.failed(ProblemCode.INTERNAL.problem("%s: %s".formatted(pull.shown().title(), e)));
      LOG.errorf(e, "pull %s", pull.model().shown());
    } finally {
      turn.unlock();
    }
  }

  private void download(Pull pull) {
    pull.at("checking the store");
    store.prepare();
    requireRoom(0);
    pull.at("getting Ollama's image");
    image.ensure();
    pull.at("starting Ollama");
    container.removeAll();
    try {
      withinLimit(() -> runContainer(pull));
    } finally {
      removeContainer();
    }
  }

  private void runContainer(Pull pull) {
    var id = container.start(pull.model());
    var address = ollama.await(() -> container.address(id));
    ollama.run(
        address,
        pull.model(),
        (step, done, total) -> {
          pull.at(step, done, total);
          requireRoom(total - done);
        });
  }

  private void requireRoom(long bytesToCome) {
    var free = store.freeBytes();
    if (free - bytesToCome < keepFree) {
      throw ProblemCode.STORE_FULL
          .problem(
              "%s has %d bytes free; %d are still to come and %d have to stay free"
                  .formatted(store.path(), free, bytesToCome, keepFree))
          .withRemedy(
              "Free space, move the store to a larger disk, or lower nfs-agent.pull.keep-free.")
          .exception();
    }
  }

  /**
   * The work may wait for a silent registry for ever; the removal of its container ends it then.
   */
  private void withinLimit(Runnable work) {
    var result = new FutureTask<>(work, true);
    Thread.ofVirtual().name("pull container").start(result);
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
              .withRemedy("Run the rollout again: it goes on where it was."),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(
          ProblemCode.MODEL_PULL_FAILED.problem("The agent stopped during the pull"), e);
    }
  }

  private void removeContainer() {
    try {
      container.removeAll();
    } catch (ProblemException e) {
      // The pull's own outcome counts; the next pull and the next start remove what is left.
      LOG.errorf("the pull container is still there: %s", e.problem().text());
    }
  }

  private void verify(Pull pull) {
    pull.at("verifying", pull.shown().doneBytes(), pull.shown().totalBytes());
    var faults = models.faults(pull.model());
    if (!faults.isEmpty()) {
      throw ProblemCode.MODEL_DAMAGED
          .problem(pull.model().shown() + " was pulled, but is not intact")
          .causedBy(faults.getFirst())
          .withEvidence(faults)
          .exception();
    }
  }
}
