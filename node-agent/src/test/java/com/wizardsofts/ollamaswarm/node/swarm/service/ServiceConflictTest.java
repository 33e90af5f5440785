package com.wizardsofts.ollamaswarm.node.swarm.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.DeployService;
import com.wizardsofts.ollamaswarm.node.rollout.store.LookAtService;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Specs;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's own service, of the name that Ollama's is to have. */
class ServiceConflictTest {
  private final RecordedEngine docker =
      Recorded.swarm()
          .on("GET /info", "{\"Swarm\":{\"LocalNodeState\":\"active\",\"ControlAvailable\":true}}")
          .on("GET /nodes", "[]")
          .on("GET /tasks", "[]")
          .on("POST /services/service-id/update", "{}")
          .on("DELETE /services/ollama", "");

  @AfterEach
  void close() {
    docker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Global", "ReplicatedJob", "GlobalJob"})
  void one_of_another_mode_is_never_changed(String mode) {
    // Given
    isThere(of(mode));
    // Then
    refused(() -> service().put(Specs.OLLAMA), mode);
    refused(() -> service().scale("ollama", 2), mode);
    refused(() -> service().restart("ollama"), mode);
    refused(() -> service().restore("ollama", Recorded.replicas(1).toString()), mode);
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void one_that_runs_something_else_is_never_changed() {
    // Given
    isThere(running("whoami:1"));
    // Then
    refused(() -> service().put(Specs.OLLAMA), "runs whoami:1");
    refused(() -> service().scale("ollama", 2), "whoami:1");
    refused(() -> service().restart("ollama"), "whoami:1");
    refused(() -> service().restore("ollama", Recorded.replicas(1).toString()), "whoami:1");
    service().remove("ollama");
    assertBlocked(look());
    assertBlocked(deploy());
    assertThat(docker.changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ollama/ollama", "registry.example:5000/ollama:0.17.4@sha256:00"})
  void the_guides_own_which_has_no_scripts_is_taken_over(String image) {
    // Given
    isThere(running(image));
    // When
    service().put(Specs.OLLAMA);
    // Then
    assertThat(docker.changes().getLast().body()).contains("\"Command\"");
  }

  @Test
  void one_of_ours_may_run_an_image_of_any_name() {
    // Given
    var ours = Recorded.replicas(2);
    ((ObjectNode) ours.at("/TaskTemplate/ContainerSpec")).put("Image", "registry.example/llm:1");
    isThere(ours);
    // Then
    assertThat(service().conflict("ollama")).isEmpty();
  }

  @Test
  void the_beginning_of_an_identifier_is_no_name() {
    // Given: Docker takes it for one
    docker.on("GET /services/servi", Recorded.stored(Recorded.replicas(1)));
    // Then
    assertThat(service().conflict("servi")).isEmpty();
    assertThat(service().desiredReplicas("servi")).isEmpty();
    for (ThrowingCallable change :
        List.<ThrowingCallable>of(
            () -> service().state("servi"),
            () -> service().restart("servi"),
            () -> service().scale("servi", 2))) {
      assertThatThrownBy(change)
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("not-found"));
    }
    assertThat(docker.changes()).isEmpty();
  }

  private static ObjectNode running(String image) {
    var spec = Recorded.replicas(1);
    ((ObjectNode) spec.at("/TaskTemplate/ContainerSpec")).put("Image", image).remove("Configs");
    return spec;
  }

  @Test
  void a_rollback_leaves_it() {
    // Given
    isThere(of("Global"));
    // When: the journal of an older agent took it for none
    deploy().undo("");
    // Then
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void a_rollback_that_was_killed_after_it_put_the_old_one_back_goes_on() {
    // Given: what an older agent had changed
    isThere(of("Global"));
    // When
    deploy().undo(of("Global").toString());
    // Then
    assertThat(docker.changes()).isEmpty();
  }

  @Test
  void a_rollout_is_refused_before_anything_is_changed() {
    // Given
    isThere(of("Global"));
    // Then
    assertBlocked(look());
    assertBlocked(deploy());
  }

  @Test
  void a_free_name_and_our_own_service_are_not_in_the_way() {
    assertThat(look().observe()).isInstanceOf(Observation.AsPlanned.class);
    isThere(Recorded.replicas(2));
    assertThat(look().observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void without_a_swarm_there_is_no_service_to_ask_for() {
    // Given
    var alone =
        new RecordedEngine().on("GET /info", "{\"Swarm\":{\"LocalNodeState\":\"inactive\"}}");
    try (alone) {
      // When
      var seen = new LookAtService("ollama", new Swarm(alone.engine()), service()).observe();
      // Then
      assertThat(seen).isInstanceOf(Observation.AsPlanned.class);
      assertThat(docker.calls()).isEmpty();
    }
  }

  private static ObjectNode of(String mode) {
    var spec = Specs.json();
    spec.putObject("Mode").putObject(mode);
    return spec;
  }

  private void isThere(ObjectNode spec) {
    docker.on("GET /services/ollama", Recorded.stored(spec));
  }

  private static void refused(ThrowingCallable change, String why) {
    assertThatThrownBy(change)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("service.conflict");
              assertThat(e.problem().detail()).contains("ollama", why);
            });
  }

  private static void assertBlocked(Step step) {
    assertThat(step.observe())
        .isInstanceOfSatisfying(
            Observation.Blocked.class,
            blocked -> assertThat(blocked.problem().code()).isEqualTo("service.conflict"));
  }

  private LookAtService look() {
    return new LookAtService("ollama", new Swarm(docker.engine()), service());
  }

  private DeployService deploy() {
    return new DeployService("ollama", () -> Specs.OLLAMA, service(), Set::of, _ -> {});
  }

  private OllamaService service() {
    var engine = docker.engine();
    return new OllamaService(engine, new OverlayNetwork(engine), new Await());
  }
}
