package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.probe.Answer;
import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * On the lead: whether clients get the wanted models from the gateway, once a rollout made the
 * service. That is what all else is for; why they do not is mostly another finding.
 */
@ApplicationScoped
public class AnswerCheck implements Check {
  private static final String TAGS = "/api/tags";

  /** A diagnosis gives each look ten seconds; a list of models takes milliseconds. */
  private static final Duration LIMIT = Duration.ofSeconds(3);

  /** Traefik's routers are gone for a moment when Docker is slow to answer it. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int SHOWN = 200;

  private final ClusterFile file;
  private final Journal journal;
  private final Await await;

  public AnswerCheck(ClusterFile file, Journal journal, Await await) {
    this.file = file;
    this.journal = journal;
    this.await = await;
  }

  @Override
  public String subject() {
    return "the answers through the gateway";
  }

  @Override
  public List<Finding> look() {
    return file
        .usable()
        .filter(_ -> RolledOutService.madeBy(journal).isPresent())
        .flatMap(this::missing)
        .stream()
        .toList();
  }

  private Optional<Finding> missing(ClusterSpec spec) {
    var gateway = "http://%s:%d".formatted(spec.leadAddress(), spec.gateway().port());
    try (var client = new OllamaClient(gateway, LIMIT)) {
      var models = spec.models();
      var good =
          await.holds(
              PATIENCE,
              Duration.ofMillis(500),
              () -> models.stream().allMatch(client.get(TAGS)::lists));
      return good ? Optional.empty() : missing(gateway, client.get(TAGS), models);
    }
  }

  private static Optional<Finding> missing(String gateway, Answer answer, List<String> models) {
    var lacking = models.stream().filter(model -> !answer.lists(model)).toList();
    var body = answer.body().strip();
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of(
            FindingCode.ANSWER_MISSING
                .finding(
                    "%s%s does not list %s".formatted(gateway, TAGS, String.join(", ", lacking)))
                .withEvidence(
                    List.of(
                        "it answered %d: %s"
                            .formatted(
                                answer.status(),
                                body.substring(0, Math.min(SHOWN, body.length()))))));
  }
}
