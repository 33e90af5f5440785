package com.wizardsofts.ollamaswarm.nfs;

import com.wizardsofts.ollamaswarm.api.ExportFile;
import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.api.ExportState;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.ModelPull;
import com.wizardsofts.ollamaswarm.api.ModelUse;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.Pruned;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.api.StorePrune;
import com.wizardsofts.ollamaswarm.api.StoreRoom;
import com.wizardsofts.ollamaswarm.api.StoreState;
import com.wizardsofts.ollamaswarm.diagnosis.Diagnosis;
import com.wizardsofts.ollamaswarm.nfs.export.StoreExport;
import com.wizardsofts.ollamaswarm.nfs.integrity.StoreIntegrity;
import com.wizardsofts.ollamaswarm.nfs.model.KnownUse;
import com.wizardsofts.ollamaswarm.nfs.model.Models;
import com.wizardsofts.ollamaswarm.nfs.pull.Pulls;
import com.wizardsofts.ollamaswarm.nfs.removal.ModelDeletion;
import com.wizardsofts.ollamaswarm.nfs.removal.StorePruner;
import com.wizardsofts.ollamaswarm.nfs.store.StoreHeartbeat;
import com.wizardsofts.ollamaswarm.operation.Operations;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.server.ThisServer;
import com.wizardsofts.ollamaswarm.trust.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The agent's REST interface; it only passes on. */
@RunOnVirtualThread
@RolesAllowed({Role.LEAD, Role.AGENT, Role.OPERATOR})
public class NfsAgentResource implements NfsAgentApi {
  private final ThisServer server;
  private final StoreHeartbeat store;
  private final StoreExport export;
  private final Models models;
  private final ModelDeletion deletion;
  private final KnownUse use;
  private final Pulls pulls;
  private final Operations operations;
  private final StoreIntegrity integrity;
  private final StorePruner pruner;
  private final Diagnosis diagnosis;

  public NfsAgentResource(
      ThisServer server,
      StoreHeartbeat store,
      StoreExport export,
      Models models,
      ModelDeletion deletion,
      KnownUse use,
      Pulls pulls,
      Operations operations,
      StoreIntegrity integrity,
      StorePruner pruner,
      Diagnosis diagnosis) {
    this.server = server;
    this.store = store;
    this.export = export;
    this.models = models;
    this.deletion = deletion;
    this.use = use;
    this.pulls = pulls;
    this.operations = operations;
    this.integrity = integrity;
    this.pruner = pruner;
    this.diagnosis = diagnosis;
  }

  @Override
  public ServerStatus status() {
    return server.status();
  }

  @Override
  public StoreState store() {
    return store.state();
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public StoreRoom room(List<String> names) {
    return pulls.room(names);
  }

  @Override
  public ExportState export() {
    return export.state();
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public ExportState putExport(ExportSpec spec) {
    return export.put(present(spec));
  }

  @Override
  public ExportFile exportPreview(
      String path, List<String> clients, List<String> options, boolean dropFormer) {
    return export.preview(new ExportSpec(path, clients, options, dropFormer));
  }

  @Override
  public ExportFile exportFile() {
    return export.file();
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public ExportState putExportFile(ExportFile file) {
    return export.restore(present(file));
  }

  @Override
  public List<Model> models() {
    return models.list();
  }

  @Override
  public Model model(String name) {
    return models.get(name);
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public void deleteModel(String name, boolean force) {
    deletion.delete(name, force);
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public void putModelUse(ModelUse modelUse) {
    use.put(present(modelUse));
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public Operation pull(ModelPull pull) {
    return pulls.start(present(pull).name());
  }

  @Override
  public Operation operation(String id) {
    return operations.find(id).shown();
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public Operation cancel(String id) {
    return operations.cancel(id);
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public Operation verifyStore() {
    return integrity.verifyStore();
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public Pruned prune(StorePrune prune) {
    return pruner.prune(!Boolean.FALSE.equals(present(prune).dryRun()));
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public Operation verify(String name) {
    return integrity.verify(name);
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public Operation repair(String name) {
    return integrity.repair(name);
  }

  @Override
  public List<Finding> diagnosis() {
    return diagnosis.findings();
  }

  private static <T> T present(@Nullable T body) {
    if (body == null) {
      throw ProblemCode.BAD_INPUT.exception("The request has no body");
    }
    return body;
  }
}
