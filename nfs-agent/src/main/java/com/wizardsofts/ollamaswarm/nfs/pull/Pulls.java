package com.wizardsofts.ollamaswarm.nfs.pull;

import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.StoreRoom;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.operation.Operations;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pulls: a model has at most one that runs, whoever asks for it. */
@ApplicationScoped
public class Pulls {
  /** Far more than a cluster has; each may be a request to a registry. */
  private static final int MOST_ASKED = 256;

  private final ModelPuller puller;
  private final Operations operations;

  public Pulls(ModelPuller puller, Operations operations) {
    this.puller = puller;
    this.operations = operations;
  }

  /** Starts a pull of the model, or answers the one of it that runs. Refuses what is no name. */
  public Operation start(@Nullable String name) {
    var model = ModelName.parse(name);
    return operations.start("Pull " + model.shown(), operation -> puller.pull(model, operation));
  }

  /** Whether pulls of these models would find room. Refuses what is no name, and too many. */
  public StoreRoom room(List<String> names) {
    if (names.size() > MOST_ASKED) {
      throw ProblemCode.BAD_INPUT.exception(
          "model: %d names, and no more than %d are looked up at once"
              .formatted(names.size(), MOST_ASKED));
    }
    return puller.room(names.stream().map(ModelName::parse).toList());
  }
}
