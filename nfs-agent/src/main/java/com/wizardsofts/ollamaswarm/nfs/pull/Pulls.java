package com.wizardsofts.ollamaswarm.nfs.pull;

import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.StoreRoom;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.operation.Operations;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pulls: a model has at most one that runs, whoever asks for it. */
@ApplicationScoped
public class Pulls {
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

  /** Whether pulls of these models would find room. Refuses what is no name. */
  public StoreRoom room(List<String> names) {
    return puller.room(names.stream().map(ModelName::parse).toList());
  }
}
