package com.wizardsofts.ollamaswarm.operation;

import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.Operation.State;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The operations since the agent's start, the newest hundred and all that run. */
@ApplicationScoped
public class Operations {
  private static final Logger LOG = Logger.getLogger(Operations.class);
  private static final int REMEMBERED = 100;

  private final Remembered<RunningOperation> byId = new Remembered<>(REMEMBERED, Operations::runs);
  private volatile boolean stopping;

  /**
   * Starts the work on a thread of its own, or answers the operation of this title that runs and
   * that nobody has cancelled: one that is dying does the work for nobody. The work may thus begin
   * before an earlier one has ended.
   *
   * @param work says how far it is and ends the operation: well by returning, badly by throwing
   */
  public synchronized Operation start(String title, Consumer<RunningOperation> work) {
    return running().stream()
        .filter(operation -> operation.shown().title().equals(title))
        .filter(operation -> !operation.isCancelled())
        .findFirst()
        .orElseGet(() -> begin(title, work))
        .shown();
  }

  private RunningOperation begin(String title, Consumer<RunningOperation> work) {
    var operation = new RunningOperation(title, System::nanoTime);
    byId.put(operation.shown().id(), operation);
    operation.runOn(Thread.ofVirtual().name(title).unstarted(() -> run(operation, work)));
    return operation;
  }

  private void run(RunningOperation operation, Consumer<RunningOperation> work) {
    var title = operation.shown().title();
    LOG.infof("%s: started", title);
    try {
      work.accept(operation);
      operation.end(State.DONE, null);
      LOG.infof("%s: done, %d bytes", title, operation.shown().totalBytes());
    } catch (Throwable e) {
      // An Error too: an operation that seems to run would never be started again.
      if (operation.isCancelled()) {
        var lost =
            stopping ? ProblemCode.OPERATION_LOST.problem(title + ": the agent stops") : null;
        operation.end(State.CANCELLED, lost);
        LOG.infof("%s: cancelled", title);
      } else if (e instanceof ProblemException known) {
        operation.end(State.FAILED, known.problem());
        LOG.errorf("%s: %s", title, known.problem().text());
      } else {
        operation.end(State.FAILED, ProblemCode.INTERNAL.problem("%s: %s".formatted(title, e)));
        LOG.errorf(e, "%s", title);
      }
    }
  }

  /** An operation since the agent's start; {@code not-found} for others. */
  public synchronized RunningOperation find(String id) {
    return byId.get(id)
        .orElseThrow(
            () ->
                ProblemCode.NOT_FOUND
                    .problem(
                        "There is no operation %s since the agent's start"
                            .formatted(Quoted.text(id)))
                    .withRemedy("Start the operation again: what was done is kept.")
                    .exception());
  }

  /** Asks an operation to end; answers before it has. One that has ended stays as it is. */
  public Operation cancel(String id) {
    var operation = find(id);
    operation.cancel();
    return operation.shown();
  }

  /** Cancels every operation and waits until they have ended: the agent stops. */
  public void cancelAll(Duration limit) {
    stopping = true;
    running().forEach(RunningOperation::cancel);
    if (!new Await().holds(limit, Duration.ofMillis(50), () -> running().isEmpty())) {
      LOG.warnf("operations still run after %s", limit);
    }
  }

  private synchronized List<RunningOperation> running() {
    return byId.all().stream().filter(Operations::runs).toList();
  }

  private static boolean runs(RunningOperation operation) {
    return operation.shown().state() == State.RUNNING;
  }
}
