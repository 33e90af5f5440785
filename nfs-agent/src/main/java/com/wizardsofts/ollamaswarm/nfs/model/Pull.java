package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.Operation.State;
import com.wizardsofts.ollamaswarm.problem.Problem;
import java.util.UUID;

/** One pull, running or ended; what it shows is always one whole state. */
final class Pull {
  private final ModelName model;
  private volatile Operation shown;

  Pull(ModelName model) {
    this.model = model;
    this.shown =
        new Operation(
            UUID.randomUUID().toString(),
            "Pull " + model.shown(),
            State.RUNNING,
            "waiting for its turn",
            0,
            0,
            null);
  }

  ModelName model() {
    return model;
  }

  Operation shown() {
    return shown;
  }

  void at(String step) {
    at(step, shown.doneBytes(), shown.totalBytes());
  }

  void at(String step, long doneBytes, long totalBytes) {
    shown =
        new Operation(shown.id(), shown.title(), State.RUNNING, step, doneBytes, totalBytes, null);
  }

  void done() {
    shown =
        new Operation(
            shown.id(),
            shown.title(),
            State.DONE,
            "done",
            shown.totalBytes(),
            shown.totalBytes(),
            null);
  }

  void failed(Problem problem) {
    shown =
        new Operation(
            shown.id(),
            shown.title(),
            State.FAILED,
            shown.step(),
            shown.doneBytes(),
            shown.totalBytes(),
            problem);
  }
}
