package com.wizardsofts.ollamaswarm.nfs.pull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.registry.InsecureRegistries;
import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A pull as Ollama's REST API reports it: a JSON object a line, errors too, all with status 200.
 */
@ApplicationScoped
public class OllamaPull {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration OUTAGE = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

  private final Await await;
  private final Partials partials;
  private final InsecureRegistries insecure;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .connectTimeout(ANSWER_LIMIT)
          .build();

  public OllamaPull(Await await, Partials partials, InsecureRegistries insecure) {
    this.await = await;
    this.partials = partials;
    this.insecure = insecure;
  }

  /** Told how far the pull is; may throw to end it. */
  interface Progress {
    void at(String step, long doneBytes, long totalBytes, long fetchedBytes);
  }

  /**
   * Waits until Ollama answers there.
   *
   * @param address asked anew each time, for it may have ended meanwhile
   */
  URI await(Supplier<URI> address) {
    return await
        .until(START_LIMIT, PAUSE, () -> Optional.of(address.get()).filter(this::answers))
        .orElseThrow(
            () ->
                ProblemCode.MODEL_PULL_FAILED
                    .problem(
                        "Ollama did not answer within %s of its start"
                            .formatted(InWords.of(START_LIMIT)))
                    .withRemedy(
                        "See whether this server is overloaded, then run the rollout again.")
                    .exception());
  }

  private boolean answers(URI ollama) {
    try {
      var request = HttpRequest.newBuilder(ollama.resolve("/api/version")).timeout(ANSWER_LIMIT);
      return http.send(request.build(), BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Ollama takes a model of an insecure registry only when it is told so, with the scheme. */
  private ObjectNode request(ModelName model) {
    var request = JsonNodeFactory.instance.objectNode();
    return insecure
        .of(model)
        .map(
            registry ->
                request
                    .put("model", registry.getScheme() + "://" + model.shown())
                    .put("insecure", true))
        .orElseGet(() -> request.put("model", model.shown()));
  }

  /**
   * Has Ollama pull the model and returns when it says that it has. Ollama asks for a manifest
   * once: while the registry is out of reach it is told to pull again, for 30 s.
   *
   * @throws ProblemException {@code registry.unreachable}, and as {@link PullAnswer} reads it
   */
  void run(URI ollama, ModelName model, Progress progress) {
    if (!reaches(ollama, model, progress)
        && !await.holds(OUTAGE, RETRY, () -> reachesNow(ollama, model, progress))) {
      pull(ollama, model, progress);
    }
  }

  private boolean reachesNow(URI ollama, ModelName model, Progress progress) {
    progress.at("waiting for the registry", 0, 0, 0);
    return reaches(ollama, model, progress);
  }

  /** Whether the model was pulled: false only when its registry is out of reach. */
  private boolean reaches(URI ollama, ModelName model, Progress progress) {
    try {
      pull(ollama, model, progress);
      return true;
    } catch (ProblemException e) {
      if (e.problem().is(ProblemCode.REGISTRY_UNREACHABLE)) {
        return false;
      }
      throw e;
    }
  }

  private void pull(URI ollama, ModelName model, Progress progress) {
    var body = request(model);
    var request =
        HttpRequest.newBuilder(ollama.resolve("/api/pull"))
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    var answer = new PullAnswer(model, progress);
    try (var lines = http.send(request, BodyHandlers.ofLines()).body()) {
      lines.forEach(answer::read);
    } catch (IOException | UncheckedIOException e) {
      throw new ProblemException(answer.failed(e.toString()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw answer.failed("the pull was interrupted").exception();
    } finally {
      partials.awaitNoted(answer.unfinished());
    }
    answer.requireSuccess();
  }
}
