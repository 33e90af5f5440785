package com.wizardsofts.ollamaswarm.nfs.pull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What Ollama answers while it pulls a model, read line by line. */
final class PullAnswer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ModelName model;
  private final OllamaPull.Progress progress;
  private final Map<String, Part> parts = new HashMap<>();
  private boolean success;

  PullAnswer(ModelName model, OllamaPull.Progress progress) {
    this.model = model;
    this.progress = progress;
  }

  /** The first is what an earlier pull had fetched already. */
  private record Part(long first, long done, long total) {
    long fetched() {
      return Math.max(0, done - first);
    }
  }

  /** Reads a line; an error in it is a problem. */
  void read(String text) {
    try {
      var line = JSON.readTree(text);
      if (line.hasNonNull("error")) {
        throw failed(line.path("error").asText()).exception();
      }
      if (line.hasNonNull("digest")) {
        var done = line.path("completed").asLong();
        var total = line.path("total").asLong();
        parts.merge(
            line.path("digest").asText(),
            new Part(done, done, total),
            (before, _) -> new Part(Math.min(before.first(), done), done, total));
      }
      var status = line.path("status").asText();
      success = status.equals("success");
      progress.at(status, sum(Part::done), sum(Part::total), sum(Part::fetched));
    } catch (JsonProcessingException e) {
      throw new ProblemException(failed("not JSON: " + Quoted.text(text)), e);
    }
  }

  /** Fetched bytes of the blobs that are not whole yet, by digest. */
  Map<String, Long> unfinished() {
    return parts.entrySet().stream()
        .filter(part -> part.getValue().done() < part.getValue().total())
        .collect(Collectors.toMap(Map.Entry::getKey, part -> part.getValue().done()));
  }

  private long sum(ToLongFunction<Part> bytes) {
    return parts.values().stream().mapToLong(bytes).sum();
  }

  void requireSuccess() {
    if (!success) {
      throw failed("Ollama ended its answer before the pull was done").exception();
    }
  }

  /** The problem that Ollama's words mean, with what helps against it. */
  Problem failed(String cause) {
    return problem(model, cause);
  }

  static Problem problem(ModelName model, String cause) {
    if (cause.toLowerCase(Locale.ROOT).contains("no space left on device")) {
      return ProblemCode.STORE_FULL.problem("Pull " + model.shown()).causedBy(cause);
    }
    if (cause.toLowerCase(Locale.ROOT).contains("read-only file system")) {
      return ProblemCode.STORE_UNUSABLE
          .problem("Pull " + model.shown())
          .causedBy(cause)
          .withRemedy(
              "The store's disk is mounted read-only, often after an error of the disk: see dmesg,"
                  + " check it, then mount -o remount,rw it.");
    }
    if (cause.contains("dial tcp") || cause.contains("no such host")) {
      return ProblemCode.REGISTRY_UNREACHABLE.problem("Pull " + model.shown()).causedBy(cause);
    }
    var problem = ProblemCode.MODEL_PULL_FAILED.problem("Pull " + model.shown()).causedBy(cause);
    if (cause.contains("file does not exist")) {
      return problem.withRemedy("The registry has no such model: correct the name or its tag.");
    }
    if (cause.contains("401") || cause.contains("unauthorized") || cause.contains("realm host")) {
      return problem.withRemedy(
          "The registry wants a login: set nfs-agent.pull.login-file on the store's server, or"
              + " nfs-agent.pull.key-file for a registry that knows Ollama's keys.");
    }
    if (cause.contains("x509:")) {
      return problem.withRemedy(
          "The registry's certificate is not trusted: name its authority's PEM file in"
              + " nfs-agent.pull.ca-file on the store's server.");
    }
    return problem;
  }
}
