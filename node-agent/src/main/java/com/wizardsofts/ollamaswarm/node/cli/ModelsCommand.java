package com.wizardsofts.ollamaswarm.node.cli;

import com.wizardsofts.ollamaswarm.api.ClusterState;
import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.ModelPull;
import com.wizardsofts.ollamaswarm.api.ServiceCapacity;
import com.wizardsofts.ollamaswarm.node.cli.console.Consent;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.console.Table;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
import com.wizardsofts.ollamaswarm.node.cli.lead.Words;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The models of the store; its nfs-agent is asked, at the address that the lead tells. */
@Command(
    name = "models",
    description =
        "The models of the store: what is there, intact or not; pulls, verifies, repairs, removes.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ModelsCommand {

  @Command(description = "Lists the models.", mixinStandardHelpOptions = true)
  int ls(@Mixin Connection connection) {
    var answer = store(connection).get("/v1/models");
    var models = List.of(Agent.as(Model[].class, answer));
    var table = new Table("NAME", "SIZE", "PARAMETERS", "QUANTISATION", "INTACT", "PULLED");
    models.forEach(
        model ->
            table.row(
                model.name(),
                ServiceCapacity.gib(model.bytes()),
                Objects.requireNonNullElse(model.parameters(), "-"),
                Objects.requireNonNullElse(model.quantisation(), "-"),
                intact(model.intact()),
                model.pulledAt().toString()));
    connection.print(answer, table.text());
    return models.stream().noneMatch(model -> Boolean.FALSE.equals(model.intact()))
        ? ExitCode.OK
        : ExitCode.UNHEALTHY;
  }

  private static String intact(@Nullable Boolean known) {
    return known == null ? "not verified" : known ? "yes" : "no";
  }

  @Command(
      description = "Pulls a model into the store; goes on where an earlier pull ended.",
      mixinStandardHelpOptions = true)
  int pull(
      @Mixin Connection connection,
      @Parameters(paramLabel = "NAME", description = "Such as mistral:7b.") String name) {
    var store = store(connection);
    return new LongWork(store, connection).end(store.post("/v1/models", new ModelPull(name)));
  }

  @Command(
      description = "Reads a model, or the whole store, and compares every blob with its name.",
      mixinStandardHelpOptions = true)
  int verify(
      @Mixin Connection connection,
      @Parameters(
              arity = "0..1",
              paramLabel = "NAME",
              defaultValue = "",
              description = "A model; left out, all.")
          String name) {
    var store = store(connection);
    var path = name.isEmpty() ? "/v1/store" : "/v1/models/" + Words.segment(name);
    return new LongWork(store, connection).end(store.post(path + "/verify", null));
  }

  @Command(
      description = "Fetches anew what is damaged of a model, and nothing else.",
      mixinStandardHelpOptions = true)
  int repair(
      @Mixin Connection connection,
      @Parameters(paramLabel = "NAME", description = "The model.") String name) {
    var store = store(connection);
    var path = "/v1/models/" + Words.segment(name) + "/repair";
    return new LongWork(store, connection).end(store.post(path, null));
  }

  @Command(
      description = "Removes a model from the store; blobs that other models name stay.",
      mixinStandardHelpOptions = true)
  int rm(
      @Mixin Connection connection,
      @Mixin Consent consent,
      @Option(names = "--force", description = "Although it may be needed.") boolean force,
      @Parameters(paramLabel = "NAME", description = "The model.") String name) {
    var refused = consent.refused(connection.terminal(), "Remove " + name + "?");
    if (refused.isPresent()) {
      return refused.getAsInt();
    }
    store(connection).delete("/v1/models/" + Words.segment(name) + "?force=" + force);
    connection.terminal().line("removed " + name);
    return ExitCode.OK;
  }

  private static Agent store(Connection connection) {
    var lead = connection.lead();
    return Agent.as(ClusterState.class, lead.get("/v1/cluster")).agents().stream()
        .filter(agent -> agent.store() != null)
        .map(agent -> lead.at(agent.address()))
        .findFirst()
        .orElseThrow(() -> ProblemCode.NOT_FOUND.exception("the lead names no nfs-agent"));
  }
}
