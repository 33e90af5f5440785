package com.wizardsofts.ollamaswarm.node.cli.lead;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cli.console.Terminal;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command that asks the lead takes: where it is, who asks, and how to print. */
public final class Connection {
  /** The option by which answers, and problems in their place, are printed as JSON. */
  public static final String JSON = "--json";

  private static final Pattern ADDRESS =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):[0-9]{1,5}");

  @Option(
      names = "--lead",
      paramLabel = "HOST:PORT",
      description = "The lead's agent; else the one that /etc/ollama-swarm/cluster.yaml names.")
  private String lead = "";

  @Option(
      names = "--tls",
      paramLabel = "FOLDER",
      description = "Where operator.crt, operator.key and ca.crt are (default: ${DEFAULT-VALUE}).")
  private Path tls = Path.of("/etc/ollama-swarm/tls");

  @Option(names = JSON, description = "Prints the lead's answer as it is, for programs.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /** The lead, asked with the operator's certificate. */
  public Agent lead() {
    if (!lead.isEmpty() && !ADDRESS.matcher(lead).matches()) {
      throw new ParameterException(
          command.commandLine(), "--lead: has to be HOST:PORT, not " + Quoted.text(lead));
    }
    return new Agent(lead.isEmpty() ? fromClusterFile() : lead, OperatorCertificate.in(tls));
  }

  private static String fromClusterFile() {
    return new ClusterFile(new HostFiles()).read().leadAgent();
  }

  /** Where what is no answer is printed. */
  public Terminal terminal() {
    return Terminal.of(command.commandLine());
  }

  /** Prints the answer as JSON when that was asked for, else as text. */
  public void print(JsonNode answer, String text) {
    var out = command.commandLine().getOut();
    if (json) {
      out.println(answer.toPrettyString());
    } else {
      out.print(text);
    }
    out.flush();
  }

  /** Prints how a rollout or a rollback ended, with its problem. */
  public void end(RolloutState ended) {
    var problem = ended.problem();
    if (problem != null) {
      problem.text().lines().forEach(terminal()::line);
    }
    var state = ended.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    var answer = lead().get("/v1/rollouts/" + Words.segment(ended.id()));
    print(answer, "rollout %s: %s%n".formatted(ended.id(), state));
  }
}
