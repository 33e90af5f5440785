package com.wizardsofts.ollamaswarm.nfs.store;

import com.wizardsofts.ollamaswarm.api.StoreState;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the store in shape and its marker moving, and says whether that goes well. */
@ApplicationScoped
public class StoreHeartbeat {
  private static final Logger LOG = Logger.getLogger(StoreHeartbeat.class);

  private final ModelStore store;
  private final StoreMarker marker;
  private final LastVerification verification;
  private volatile String trouble = "the store has not been looked at yet";
  private volatile @Nullable Problem failure;

  public StoreHeartbeat(ModelStore store, StoreMarker marker, LastVerification verification) {
    this.store = store;
    this.marker = marker;
    this.verification = verification;
  }

  /** Every 30 s, the first time at the agent's start. */
  @Scheduled(every = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void beat() {
    try {
      store.prepare();
      var id = marker.move();
      if (!trouble.isEmpty()) {
        LOG.infof("the model store %s (%s) can be used", store.path(), id);
      }
      trouble = "";
      failure = null;
    } catch (ProblemException e) {
      var text = e.problem().text();
      // A store that stays away would fill the log at every beat.
      if (!text.equals(trouble)) {
        LOG.error(text);
      }
      trouble = text;
      failure = e.problem();
    }
  }

  /**
   * The store as it is now.
   *
   * @throws ProblemException {@code store.unusable}
   */
  public StoreState state() {
    store.check();
    return new StoreState(
        store.path().toString(),
        marker.id(),
        StoreMarker.NAME,
        store.freeBytes(),
        store.totalBytes(),
        verification.find().orElse(null));
  }

  /** Why the last beat failed; nothing also before the first. */
  Optional<Problem> failure() {
    return Optional.ofNullable(failure);
  }

  /** Why the last beat failed, in words; empty when it went well. */
  String trouble() {
    return trouble;
  }
}
