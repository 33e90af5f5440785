package com.wizardsofts.ollamaswarm.node.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The lead's rollouts: one at a time. */
@ApplicationScoped
public class Rollouts {
  private static final DateTimeFormatter ID =
      DateTimeFormatter.ofPattern("'r-'yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final ClusterFile clusterFile;
  private final RolloutSteps steps;
  private final Journal journal;
  private final ObjectMapper json;
  private final Clock clock;
  private final Map<String, EventLog> logs = new LinkedHashMap<>();

  public Rollouts(
      ClusterFile clusterFile,
      RolloutSteps steps,
      Journal journal,
      ObjectMapper json,
      Clock clock) {
    this.clusterFile = clusterFile;
    this.steps = steps;
    this.journal = journal;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Starts a rollout of {@code cluster.yaml} and returns its id; {@code rollout.running} when one
   * runs.
   */
  public synchronized String start(boolean prove) {
    var spec = clusterFile.read();
    running()
        .ifPresent(
            id -> {
              throw ProblemCode.ROLLOUT_RUNNING.exception("/v1/rollouts/" + id);
            });
    var id = ID.format(clock.instant());
    var desired = hash(spec);
    var log = new EventLog(id, desired, clock, journal::append);
    var proofs = Proofs.of(prove ? List.of() : journal.read(), desired, log);
    var plan = steps.plan(spec, proofs, text -> log.add(Kind.NOTE, text, null));
    log.add(Kind.BEGAN, ClusterFile.PATH.toString(), null);
    logs.put(id, log);
    Thread.ofVirtual().name(id).start(new Rollout(plan, new StepRunner(clock), log));
    return id;
  }

  /** The events of a rollout of this lead's life; {@code not-found} for any other id. */
  synchronized EventLog log(String id) {
    var log = logs.get(id);
    if (log == null) {
      throw ProblemCode.NOT_FOUND.exception(
          "there is no rollout " + id + " since the lead started");
    }
    return log;
  }

  private java.util.Optional<String> running() {
    return logs.entrySet().stream()
        .filter(entry -> !Report.ended(entry.getValue().events()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private String hash(ClusterSpec spec) {
    try {
      var text = json.writeValueAsString(spec).getBytes(StandardCharsets.UTF_8);
      var digest = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (JsonProcessingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
