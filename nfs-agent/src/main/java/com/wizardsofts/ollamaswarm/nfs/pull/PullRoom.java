package com.wizardsofts.ollamaswarm.nfs.pull;

import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Room on the store's disk for all pulls that run: each may only start what fits beside the rest.
 */
@ApplicationScoped
public class PullRoom {
  private final ModelStore store;
  private final long keepFree;
  private final Map<ModelName, Long> toCome = new HashMap<>();

  public PullRoom(ModelStore store, NfsAgentConfig config) {
    this.store = store;
    this.keepFree = config.pull().keepFree().asLongValue();
  }

  /**
   * Keeps room for these bytes of the model, in the place of what was kept for it before; refuses
   * ({@code store.full}) when they do not fit beside the other pulls.
   */
  synchronized void require(ModelName model, long bytesToCome) {
    toCome.remove(model);
    var refusal = refusal(bytesToCome);
    if (refusal.isPresent()) {
      throw new ProblemException(refusal.get());
    }
    toCome.put(model, bytesToCome);
  }

  /** {@code store.full} when so much more does not fit beside the pulls that run. */
  synchronized Optional<Problem> refusal(long bytesToCome) {
    var others = toCome.values().stream().mapToLong(Long::longValue).sum();
    var free = store.freeBytes();
    return free - keepFree - others < bytesToCome
        ? Optional.of(
            ProblemCode.STORE_FULL
                .problem(
                    "%s has %d bytes free; %d and %d of other pulls are still to come, %d have to stay free"
                        .formatted(store.path(), free, bytesToCome, others, keepFree))
                .withRemedy(
                    "Free space, move the store to a larger disk, or lower"
                        + " nfs-agent.pull.keep-free. What was pulled so far is kept for the next"
                        + " pull."))
        : Optional.empty();
  }

  /** Whether a pull of it has what is to come kept already. */
  synchronized boolean isKeptFor(ModelName model) {
    return toCome.containsKey(model);
  }

  /** The model's pull has ended. */
  synchronized void release(ModelName model) {
    toCome.remove(model);
  }
}
