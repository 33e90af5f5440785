package com.wizardsofts.ollamaswarm.node.rollout.prove;

import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.probe.Answer;
import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.node.rollout.probe.ProbeResult;
import com.wizardsofts.ollamaswarm.node.swarm.replica.AllReplicas;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * Proves that the gateway spreads requests: each carries a word of its own in its query, and each
 * replica's own request log tells how many of them it answered.
 */
public record ProveBalance(
    int requests,
    int smallestShare,
    int replicas,
    String service,
    ReplicaCount count,
    OllamaClient client,
    AllReplicas all,
    Proofs proofs,
    Await await)
    implements Step {
  private static final int AT_A_TIME = 8;
  private static final Duration LOG_LIMIT = Duration.ofSeconds(30);

  @Override
  public String id() {
    return "prove.balance";
  }

  @Override
  public String title() {
    return "Spread %d requests over %d replicas".formatted(requests, replicas);
  }

  @Override
  public Observation observe() {
    return count.seen(proofs.of(id()));
  }

  @Override
  public void apply() {
    count.set(replicas);
    var word = "balance-" + UUID.randomUUID();
    var started = System.nanoTime();
    var result = ProbeResult.of(ask("/api/version?" + word));
    var seconds = (System.nanoTime() - started) / 1e9;
    if (result.failed() > 0) {
      throw ProblemCode.PROOF_FAILED
          .problem(result.text())
          .withEvidence(result.failures())
          .exception();
    }
    var shares = logged(word);
    var least =
        shares.values().stream().mapToInt(Integer::intValue).min().orElse(0) * 100 / requests;
    var text = "%s; by each replica's own log %s".formatted(result.text(), shares.values());
    if (shares.size() != replicas || least < smallestShare) {
      throw ProblemCode.PROOF_FAILED
          .problem(
              "the smallest share is %d %%, at least %d %% was asked of each of %d replicas"
                  .formatted(least, smallestShare, replicas))
          .causedBy(text)
          .exception();
    }
    proofs.add(text, figures(result, seconds, shares));
  }

  @Override
  public void undo(String before) {
    count.putBack(before);
  }

  private Map<String, Double> figures(
      ProbeResult result, double seconds, Map<String, Integer> shares) {
    var counts = shares.values().stream().mapToInt(Integer::intValue).summaryStatistics();
    return Map.of(
        "replicas", (double) shares.size(),
        "requests", (double) requests,
        "requestsPerSecond", requests / seconds,
        "atATime", (double) AT_A_TIME,
        "smallestShare", 100.0 * counts.getMin() / requests,
        "largestShare", 100.0 * counts.getMax() / requests,
        "medianMillis", (double) result.medianMillis(),
        "p95Millis", (double) result.p95Millis(),
        "p99Millis", (double) result.p99Millis(),
        "slowestMillis", (double) result.slowestMillis());
  }

  private List<Answer> ask(String path) {
    try (var slots = Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory())) {
      var questions = new ArrayList<Callable<Answer>>();
      for (int i = 0; i < requests; i++) {
        questions.add(() -> client.get(path));
      }
      var answers = new ArrayList<Answer>();
      for (var answer : slots.invokeAll(questions)) {
        answers.add(answer.get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the balance was being proved", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A log may be a moment behind the answers. */
  private Map<String, Integer> logged(String word) {
    return await
        .until(
            LOG_LIMIT,
            Duration.ofMillis(500),
            () ->
                Optional.of(all.requestsSeen(service, word)).filter(seen -> sum(seen) >= requests))
        .orElseGet(() -> all.requestsSeen(service, word));
  }

  private static int sum(Map<String, Integer> seen) {
    return seen.values().stream().mapToInt(Integer::intValue).sum();
  }
}
