package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.api.ClusterState;
import com.wizardsofts.ollamaswarm.api.ClusterState.AgentState;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.Told;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * On the lead: whether what the servers tell agrees with {@code cluster.yaml} and with each other.
 * An agent that does not answer is a finding by itself, not one for each thing asked of it.
 */
@ApplicationScoped
public class AgreementCheck implements Check {
  /** Certificates and journals bear less; asking everybody takes up to three. */
  private static final Duration MOST_SKEW = Duration.ofSeconds(30);

  private final ClusterFile file;
  private final ClusterStatus status;

  public AgreementCheck(ClusterFile file, ClusterStatus status) {
    this.file = file;
    this.status = status;
  }

  @Override
  public String subject() {
    return "what the servers tell";
  }

  @Override
  public List<Finding> look() {
    return file.usable().map(this::findings).orElse(List.of());
  }

  private List<Finding> findings(ClusterSpec spec) {
    var state = status.now();
    return Stream.concat(
            state.agents().stream().flatMap(agent -> skew(agent, state)),
            state.agents().stream().flatMap(agent -> missing(spec.models(), agent)))
        .toList();
  }

  private static Stream<Finding> skew(AgentState agent, ClusterState state) {
    return told(agent.status())
        .map(server -> Duration.between(state.at(), server.clock()))
        .filter(skew -> skew.abs().compareTo(MOST_SKEW) > 0)
        .map(
            skew ->
                FindingCode.CLOCK_SKEW.finding(
                    "the clock of %s is %d s from the lead's"
                        .formatted(agent.server(), skew.toSeconds())));
  }

  private static Stream<Finding> missing(List<String> wanted, AgentState agent) {
    return told(agent.models())
        .map(models -> models.stream().map(Model::name).toList())
        .flatMap(there -> wanted.stream().filter(model -> !there.contains(model)))
        .map(
            model ->
                FindingCode.MODEL_MISSING
                    .finding("%s is not in the store of %s".formatted(model, agent.server()))
                    .withRemedy("ollama-swarm models pull " + model));
  }

  private static <T> Stream<T> told(@Nullable Told<T> told) {
    return told == null || told.problem() != null
        ? Stream.empty()
        : Stream.ofNullable(told.value());
  }
}
