package com.wizardsofts.ollamaswarm.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.wizardsofts.ollamaswarm.api.AgentJson;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
import com.wizardsofts.ollamaswarm.node.cli.rollout.CancelCommand;
import com.wizardsofts.ollamaswarm.node.cli.rollout.FixCommand;
import com.wizardsofts.ollamaswarm.node.cli.rollout.PlanCommand;
import com.wizardsofts.ollamaswarm.node.cli.rollout.ResumeCommand;
import com.wizardsofts.ollamaswarm.node.cli.rollout.RollbackCommand;
import com.wizardsofts.ollamaswarm.node.cli.rollout.RolloutCommand;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command itself, with all its subcommands. */
@Command(
    name = OllamaSwarm.NAME,
    description = "Ollama in a Docker Swarm: plans, performs, watches and undoes its rollout.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, and nothing is wrong",
      "1:failed; the problem says why and what to do",
      "2:the words of the command line are wrong",
      "3:something is wrong on a server or differs from cluster.yaml",
      "4:blocked until somebody acts",
      "5:the answer to the question was no"
    },
    footer = {
      "%nExamples:",
      "  ollama-swarm plan              what a rollout would change",
      "  ollama-swarm rollout --yes     performs it without asking",
      "  ollama-swarm status --json     all servers, for a program",
      "  ollama-swarm explain mount.missing"
    },
    subcommands = {
      PlanCommand.class,
      RolloutCommand.class,
      RollbackCommand.class,
      CancelCommand.class,
      ResumeCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      FixCommand.class,
      ScaleCommand.class,
      ModelsCommand.class,
      TakeLeadCommand.class,
      ExplainCommand.class,
      GenerateCompletion.class
    })
public final class OllamaSwarm {
  /** Its name, also the first word that makes the agent's program the command. */
  public static final String NAME = "ollama-swarm";

  /** Runs the command with these words and returns its exit code. */
  public static int run(String... words) {
    return commandLine()
        .setOut(new PrintWriter(new FileOutputStream(FileDescriptor.out), true, UTF_8))
        .setErr(new PrintWriter(new FileOutputStream(FileDescriptor.err), true, UTF_8))
        .execute(words);
  }

  static CommandLine commandLine() {
    return new CommandLine(new OllamaSwarm())
        .setExecutionExceptionHandler((e, command, _) -> failed(e, command));
  }

  private static int failed(Exception e, CommandLine command) throws Exception {
    if (!(e instanceof ProblemException known)) {
      throw e;
    }
    var problem = known.problem();
    var words = command.getParseResult();
    if (words != null && words.hasMatchedOption(Connection.JSON)) {
      command.getOut().println(AgentJson.MAPPER.valueToTree(problem).toPrettyString());
    }
    var err = command.getErr();
    err.print(problem.text());
    err.println("  more   ollama-swarm explain " + problem.code());
    err.flush();
    return problem.status() == 409 ? ExitCode.BLOCKED : ExitCode.FAILED;
  }
}
