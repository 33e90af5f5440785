package com.wizardsofts.ollamaswarm.node.cli;

import com.wizardsofts.ollamaswarm.api.ServiceApi;
import com.wizardsofts.ollamaswarm.api.ServiceScale;
import com.wizardsofts.ollamaswarm.api.ServiceState;
import com.wizardsofts.ollamaswarm.node.cli.console.ExitCode;
import com.wizardsofts.ollamaswarm.node.cli.lead.Agent;
import com.wizardsofts.ollamaswarm.node.cli.lead.Connection;
import com.wizardsofts.ollamaswarm.node.cli.lead.Words;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Orders a number of replicas and waits until they run. */
@Command(
    name = "scale",
    description = "Orders so many replicas and waits until they run; refuses what does not fit.",
    mixinStandardHelpOptions = true)
final class ScaleCommand implements Callable<Integer> {
  @Mixin private Connection connection = new Connection();

  @Parameters(paramLabel = "N", description = "Replicas.")
  private int replicas;

  @Option(names = "--service", description = "The service's name (default: ${DEFAULT-VALUE}).")
  private String service = ServiceApi.NAME;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      description = "Longest wait; 0 does not wait (default: ${DEFAULT-VALUE}).")
  private int limit = 600;

  @Override
  public Integer call() {
    var lead = connection.lead();
    var terminal = connection.terminal();
    var name = "?name=" + Words.segment(service);
    var answer = lead.post("/v1/service/scale" + name, new ServiceScale(replicas));
    Agent.as(ServiceState.class, answer).changes().forEach(terminal::line);
    var runs =
        new Await()
            .holds(
                Duration.ofSeconds(limit),
                Duration.ofSeconds(1),
                () -> {
                  var now = Agent.as(ServiceState.class, lead.get("/v1/service" + name));
                  terminal.now("%d of %d run".formatted(now.running(), now.desired()));
                  return now.running() == replicas;
                });
    var last = lead.get("/v1/service" + name);
    var now = Agent.as(ServiceState.class, last);
    connection.print(
        last, "%s: %d of %d replicas run%n".formatted(service, now.running(), now.desired()));
    return runs || limit == 0 ? ExitCode.OK : ExitCode.UNHEALTHY;
  }
}
