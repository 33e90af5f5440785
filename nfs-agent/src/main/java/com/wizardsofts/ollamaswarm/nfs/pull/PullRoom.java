package com.wizardsofts.ollamaswarm.nfs.pull;

import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Room on the store's disk for all pulls that run: each may only start what fits beside the rest.
 */
@ApplicationScoped
public class PullRoom {
  private final ModelStore store;
  private final long keepFree;
  private final Map<ModelName, Long> toCome = new ConcurrentHashMap<>();

  public PullRoom(ModelStore store, NfsAgentConfig config) {
    this.store = store;
    this.keepFree = config.pull().keepFree().asLongValue();
  }

  /** Refuses ({@code store.full}) bytes of this model for which there is no room. */
  void require(ModelName model, long bytesToCome) {
    toCome.put(model, bytesToCome);
    var all = toCome.values().stream().mapToLong(Long::longValue).sum();
    var free = store.freeBytes();
    if (free - all < keepFree) {
      throw ProblemCode.STORE_FULL
          .problem(
              "%s has %d bytes free; %d are still to come and %d have to stay free"
                  .formatted(store.path(), free, all, keepFree))
          .withRemedy(
              "Free space, move the store to a larger disk, or lower nfs-agent.pull.keep-free."
                  + " What was pulled so far is kept for the next pull.")
          .exception();
    }
  }

  /** The model's pull has ended. */
  void release(ModelName model) {
    toCome.remove(model);
  }
}
