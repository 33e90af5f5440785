package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ExportFile;
import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.api.ExportState;
import com.wizardsofts.ollamaswarm.api.ExportState.ExportedTo;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.machine.UnifiedDiff;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Has the store's server export the store to the nodes, and to nobody else.
 *
 * @param wanted what it makes so
 * @param last what a later step of the same rollout makes of it: when that is so already, it stays
 */
public record ExportStore(
    String id, String agent, ExportSpec wanted, ExportSpec last, AgentClients agents)
    implements Step {

  @Override
  public String title() {
    return "Export %s to %s".formatted(wanted.path(), String.join(", ", wanted.clients()));
  }

  @Override
  public Observation observe() {
    var state = agents.nfs(agent, NfsAgentApi::export);
    var differences = state.differences(wanted);
    if (differences.isEmpty() || state.differences(last).isEmpty()) {
      return new Observation.AsPlanned("exportfs -v lists " + text(state));
    }
    var file = text(agents.nfs(agent, NfsAgentApi::exportFile));
    return new Observation.Differs(
            String.join("; ", differences),
            preview()
                .filter(then -> !then.equals(file))
                .map(then -> UnifiedDiff.of(state.file(), file, then))
                .orElseGet(
                    () ->
                        "%s to %s with %s"
                            .formatted(wanted.path(), wanted.clients(), wanted.options())),
            file)
        .making(state.exported().isEmpty())
        .takingAway(wanted.clients().isEmpty());
  }

  @Override
  public void apply() {
    agents.orderNfs(agent, a -> a.putExport(wanted));
  }

  @Override
  public void undo(String before) {
    var former = new ExportFile(before.isEmpty() ? null : before);
    agents.orderNfs(agent, a -> a.putExportFile(former));
  }

  /**
   * Where the store has moved, its agent exports the former path only when told that it is there.
   */
  @Override
  public Optional<String> remains() {
    return Optional.of(
            "nfs-agent.store of the store's server: a rollback leaves it, and needs it to name the"
                + " former path, where the store's files are again")
        .filter(_ -> wanted.dropFormer());
  }

  /** The file after the order. */
  private Optional<String> preview() {
    try {
      var file =
          agents.nfs(
              agent,
              a ->
                  a.exportPreview(
                      wanted.path(), wanted.clients(), wanted.options(), wanted.dropFormer()));
      return Optional.of(text(file));
    } catch (ProblemException e) {
      if (e.problem().is(ProblemCode.NOT_FOUND)) {
        return Optional.empty(); // an older agent
      }
      throw e;
    }
  }

  private static String text(ExportFile file) {
    return Objects.requireNonNullElse(file.text(), "");
  }

  private static String text(ExportState state) {
    return state.exported().stream().map(ExportStore::text).collect(Collectors.joining(" "));
  }

  private static String text(ExportedTo exported) {
    return "%s(%s)".formatted(exported.client(), String.join(",", exported.options()));
  }
}
