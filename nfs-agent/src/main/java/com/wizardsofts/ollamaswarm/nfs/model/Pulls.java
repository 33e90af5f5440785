package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pulls: a model has at most one that runs, whoever asks for it. */
@ApplicationScoped
public class Pulls {
  private static final int REMEMBERED = 100;

  private final ModelPuller puller;
  private final Map<ModelName, Pull> running = new HashMap<>();
  private final Map<String, Pull> byId =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Pull> eldest) {
          return size() > REMEMBERED && !running.containsValue(eldest.getValue());
        }
      };

  public Pulls(ModelPuller puller) {
    this.puller = puller;
  }

  /** Starts a pull of the model, or answers the one of it that runs. Refuses what is no name. */
  public synchronized Operation start(@Nullable String name) {
    var model = ModelName.parse(name);
    var pull = running.get(model);
    if (pull == null) {
      pull = new Pull(model);
      running.put(model, pull);
      byId.put(pull.shown().id(), pull);
      var started = pull;
      Thread.ofVirtual().name("pull " + model.shown()).start(() -> run(started));
    }
    return pull.shown();
  }

  /** A pull since the agent's start; {@code not-found} for others. */
  public synchronized Operation operation(String id) {
    var pull = byId.get(id);
    if (pull == null) {
      throw ProblemCode.NOT_FOUND
          .problem("There is no operation %s since the agent's start".formatted(Quoted.text(id)))
          .withRemedy("Start the operation again: what was done is kept.")
          .exception();
    }
    return pull.shown();
  }

  private void run(Pull pull) {
    try {
      puller.pull(pull);
    } finally {
      synchronized (this) {
        running.remove(pull.model());
      }
    }
  }
}
