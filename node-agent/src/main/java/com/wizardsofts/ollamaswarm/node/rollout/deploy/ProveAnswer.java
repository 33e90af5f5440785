package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.phase.RestoresService;
import com.wizardsofts.ollamaswarm.node.rollout.probe.Answer;
import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.node.swarm.container.ClientContainer;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Proves that clients are answered through the gateway: version, list of models, one generated
 * token, and the same from fresh containers that know only {@code OLLAMA_BASE_URL} and {@code
 * OLLAMA_MODEL}.
 */
public record ProveAnswer(
    List<String> models,
    String image,
    String network,
    OllamaClient client,
    ClientContainer container,
    Proofs proofs,
    Await await)
    implements Step, RestoresService {
  private static final Duration ROUTED_LIMIT = Duration.ofSeconds(60);
  private static final Duration PROVIDER_POLLS = Duration.ofSeconds(5);

  @Override
  public String id() {
    return "deploy.answer";
  }

  @Override
  public String title() {
    return "Get answers from " + client.base();
  }

  @Override
  public Observation observe() {
    var answer = tags();
    return lists(answer)
        ? proofs.of(id())
        : new Observation.Differs(told("/api/tags", answer), "lists " + String.join(", ", models));
  }

  @Override
  public void apply() {
    if (!await.holds(ROUTED_LIMIT, Duration.ofMillis(500), () -> lists(client.get("/api/tags")))) {
      throw missing("/api/tags", client.get("/api/tags"));
    }
    var evidence = new ArrayList<String>();
    evidence.add("/api/version " + good("/api/version", client.get("/api/version")).body().strip());
    evidence.add("/api/tags lists " + String.join(", ", models));
    var model = models.getFirst();
    var generated = good("/api/generate", client.post("/api/generate", oneToken(model)));
    if (!generated.body().contains("\"eval_count\":1")) {
      throw missing("/api/generate", generated);
    }
    evidence.add("/api/generate: one token of %s in %d ms".formatted(model, generated.millis()));
    for (var where : List.of("host", network)) {
      container.ask(image, where, client.base(), model);
      evidence.add(
          "a container on %s with OLLAMA_BASE_URL=%s found OLLAMA_MODEL=%s"
              .formatted(where, client.base(), model));
    }
    proofs.add(String.join("; ", evidence));
  }

  @Override
  public boolean onlyWatches() {
    return true;
  }

  /**
   * What Traefik itself refuses is asked again: when Docker is slow to answer its provider, its
   * routers are gone until the next poll (seen on a busy server: one 404 between good answers).
   */
  private Answer tags() {
    return await
        .until(
            PROVIDER_POLLS,
            Duration.ofMillis(500),
            () -> Optional.of(client.get("/api/tags")).filter(answer -> answer.status() < 400))
        .orElseGet(() -> client.get("/api/tags"));
  }

  private boolean lists(Answer answer) {
    return models.stream().allMatch(answer::lists);
  }

  private static String oneToken(String model) {
    return "{\"model\":\"%s\",\"prompt\":\"hello\",\"stream\":false,\"options\":{\"num_predict\":1}}"
        .formatted(model);
  }

  private Answer good(String path, Answer answer) {
    if (!answer.good()) {
      throw missing(path, answer);
    }
    return answer;
  }

  private ProblemException missing(String path, Answer answer) {
    return ProblemCode.ANSWER_MISSING
        .problem(client.base() + told(path, answer))
        .causedBy("after %d ms".formatted(answer.millis()))
        .exception();
  }

  /** Without how long it took: a plan is what was seen, and holds only while the same is seen. */
  private static String told(String path, Answer answer) {
    var body = answer.body().strip();
    return "%s answered %d: %s"
        .formatted(path, answer.status(), body.substring(0, Math.min(200, body.length())));
  }
}
