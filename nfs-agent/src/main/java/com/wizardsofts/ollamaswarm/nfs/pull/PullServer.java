package com.wizardsofts.ollamaswarm.nfs.pull;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The one Ollama that all pulls share while there are any. Models share blobs, and two Ollamas that
 * download one blob into one folder spoil each other's partial file; one Ollama downloads it once.
 */
@ApplicationScoped
public class PullServer {
  private static final Logger LOG = Logger.getLogger(PullServer.class);

  private final PullContainer container;
  private final OllamaPull ollama;
  private final Partials partials;
  private String id = "";
  private int users;
  private int others;

  /** At its start the agent does not know what the one before it left. */
  private boolean mayBeLeft = true;

  public PullServer(PullContainer container, OllamaPull ollama, Partials partials) {
    this.container = container;
    this.ollama = ollama;
    this.partials = partials;
  }

  /** Has the work done with Ollama's address; the last one to leave ends it. */
  void with(Consumer<URI> work) {
    var mine = enter();
    try {
      work.accept(ollama.await(() -> container.address(mine)));
    } finally {
      leave();
    }
  }

  /** Has work done that counts as a pull, and needs no Ollama for all of it. */
  public void beside(Runnable work) {
    count(1);
    try {
      work.run();
    } finally {
      count(-1);
    }
  }

  private synchronized void count(int more) {
    others += more;
  }

  /** Keeps pulls out while the work lasts; refuses ({@code store.busy}) while any runs. */
  public synchronized <T> T whileIdle(Supplier<T> work) {
    if (users + others > 0) {
      throw ProblemCode.STORE_BUSY.exception("Models are being pulled or repaired");
    }
    return work.get();
  }

  private synchronized String enter() {
    if (users == 0) {
      container.removeAll();
      partials.removeBroken();
      mayBeLeft = true;
      start();
    }
    users++;
    return id;
  }

  private void start() {
    var started = false;
    try {
      id = container.start();
      started = true;
    } finally {
      if (!started) {
        removeAll();
      }
    }
  }

  private synchronized void leave() {
    users--;
    if (users == 0) {
      removeAll();
    }
  }

  /**
   * Every 30 s: removes what is left where Docker was away when the last pull ended. A container
   * that outlived its Docker would write to the store with nobody who watches it.
   */
  @Scheduled(every = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  synchronized void sweep() {
    if (users > 0 || !mayBeLeft) {
      return;
    }
    try {
      container.removeAll();
      mayBeLeft = false;
    } catch (ProblemException e) {
      // The end of the pull, or the agent's start, has said so already.
      LOG.debugf("pull containers could not be looked for: %s", e.problem().text());
    }
  }

  private void removeAll() {
    // A cancelled pull's thread is interrupted, and could not talk to Docker any more.
    var interrupted = Thread.interrupted();
    try {
      container.removeAll();
      mayBeLeft = false;
    } catch (ProblemException e) {
      // The pull's own outcome counts; the sweep removes what is left.
      LOG.errorf("the pull container is still there: %s", e.problem().text());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
