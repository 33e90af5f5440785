package com.wizardsofts.ollamaswarm.nfs.pull;

import com.wizardsofts.ollamaswarm.api.StoreRoom;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.PulledManifests;
import com.wizardsofts.ollamaswarm.nfs.registry.Registry;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.operation.RunningOperation;
import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.TimeLimit;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Pulls a model: a temporary Ollama writes its files, or this agent where a registry wants a
 * password; then every blob is hashed and the model is shown.
 */
@ApplicationScoped
public class ModelPuller {
  /** Longest wait for a registry by who only looks: a plan is made while somebody waits for it. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final ModelStore store;
  private final PulledManifests manifests;
  private final PullImage image;
  private final PullServer server;
  private final OllamaPull ollama;
  private final Registry registry;
  private final DirectPull direct;
  private final PullRoom room;
  private final MissingBytes missing;
  private final Duration limit;
  private final Turns turns;

  /** Those that are pulled now: two pulls of one model would take each other's manifest away. */
  private final Set<ModelName> pulling = new HashSet<>();

  public ModelPuller(
      ModelStore store,
      PulledManifests manifests,
      PullImage image,
      PullServer server,
      OllamaPull ollama,
      Registry registry,
      DirectPull direct,
      PullRoom room,
      MissingBytes missing,
      NfsAgentConfig config) {
    this.store = store;
    this.manifests = manifests;
    this.image = image;
    this.server = server;
    this.ollama = ollama;
    this.registry = registry;
    this.direct = direct;
    this.room = room;
    this.missing = missing;
    this.limit = config.pull().timeLimit();
    this.turns = new Turns(Math.max(1, config.pull().parallel()));
  }

  /** Pulls to the end what the registry has by now; a failure is a problem. */
  void pull(ModelName model, RunningOperation operation) {
    pull(model, List.of(), operation);
  }

  /**
   * Likewise, if that consists of these blobs ({@code model.tag-moved} when not); empty for any.
   * Waits while the model is pulled already: a repair does so too.
   */
  public void pull(ModelName model, List<String> sha256s, RunningOperation operation) {
    enter(model, operation);
    try {
      turns.take(() -> pullAlone(model, sha256s, operation));
    } finally {
      leave(model);
    }
  }

  /** What would come of these models, and whether it fits beside what is pulled now. */
  StoreRoom room(List<ModelName> models) {
    var toCome = missing.of(models.stream().filter(model -> !room.isKeptFor(model)).toList(), LOOK);
    return new StoreRoom(toCome, store.freeBytes(), room.refusal(toCome).orElse(null));
  }

  private synchronized void enter(ModelName model, RunningOperation operation) {
    try {
      while (!pulling.add(model)) {
        operation.at("waiting for another pull of this model");
        wait();
      }
    } catch (InterruptedException e) {
      throw Turns.interrupted(e);
    }
  }

  private synchronized void leave(ModelName model) {
    pulling.remove(model);
    notifyAll();
  }

  private void pullAlone(ModelName model, List<String> sha256s, RunningOperation operation) {
    try {
      var toFetch = prepare(model, operation);
      var progress = progress(model, toFetch, operation);
      if (registry.hasLogin(model)) {
        server.beside(() -> download(() -> direct.run(model, progress), model, sha256s, operation));
      } else {
        startOllama(operation);
        server.with(
            address ->
                download(() -> ollama.run(address, model, progress), model, sha256s, operation));
      }
    } finally {
      room.release(model);
    }
  }

  /** Answers the bytes that will come, as far as they are known. */
  private long prepare(ModelName model, RunningOperation operation) {
    operation.at("checking the store");
    store.prepare();
    var toFetch = missing.of(model);
    room.require(model, toFetch);
    return toFetch;
  }

  private void startOllama(RunningOperation operation) {
    operation.at("getting Ollama's image");
    image.ensure();
    operation.at("starting Ollama");
  }

  private void download(
      Runnable work, ModelName model, List<String> sha256s, RunningOperation operation) {
    withinLimit(work);
    operation.at("verifying");
    manifests.publish(model, sha256s);
  }

  /** Ollama tells a blob's size when that blob's turn comes: until then the manifest's count. */
  private OllamaPull.Progress progress(ModelName model, long toFetch, RunningOperation operation) {
    return (step, done, total, fetched) -> {
      operation.at(step, done, total, fetched);
      room.require(model, Math.max(total - done, toFetch - fetched));
    };
  }

  /** The work may wait for a silent registry for ever. */
  private void withinLimit(Runnable work) {
    try {
      TimeLimit.within(
          limit,
          () -> {
            work.run();
            return true;
          });
    } catch (SocketTimeoutException e) {
      throw new ProblemException(
          ProblemCode.MODEL_PULL_FAILED
              .problem("The pull did not end within " + InWords.of(limit))
              .withRemedy("Start it again: it goes on where it was."),
          e);
    }
  }
}
