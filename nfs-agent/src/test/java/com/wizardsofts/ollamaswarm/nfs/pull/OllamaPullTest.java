package com.wizardsofts.ollamaswarm.nfs.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.registry.InsecureRegistries;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OllamaPullTest {
  private static final ModelName MODEL = ModelName.parse("mistral:7b");
  private static final String AWAY =
      "{\"error\":\"pull model manifest: dial tcp 198.51.100.1:443: connect: no route to host\"}\n";

  @TempDir Path root;
  private final List<String> steps = new ArrayList<>();
  private FakeOllama ollama;

  @BeforeEach
  void an_ollama() throws Exception {
    ollama = new FakeOllama();
  }

  @AfterEach
  void it_ends() {
    ollama.close();
  }

  @Test
  void a_registry_that_is_out_of_reach_for_a_moment_is_asked_again() throws Exception {
    // Given
    ollama.pulling = () -> ollama.asked.size() < 3 ? AWAY : "{\"status\":\"success\"}\n";
    // When
    pull(Duration.ofSeconds(1));
    // Then
    assertThat(ollama.asked).hasSize(3);
    assertThat(steps).contains("waiting for the registry").last().isEqualTo("success");
  }

  @Test
  void one_that_stays_out_of_reach_ends_the_pull() {
    ollama.pulling = () -> AWAY;
    assertThatThrownBy(() -> pull(Duration.ofSeconds(20)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("registry.unreachable"));
  }

  @Test
  void another_failure_ends_it_at_once() {
    ollama.pulling = () -> "{\"error\":\"pull model manifest: file does not exist\"}\n";
    assertThatThrownBy(() -> pull(Duration.ofSeconds(1))).hasMessageContaining("mistral");
    assertThat(ollama.asked).hasSize(1);
  }

  /** By a clock that moves so much with each look at it. */
  private void pull(Duration tick) throws Exception {
    var store = new TestStore(root, TestSettings.of(Map.of()));
    var nanos = new AtomicLong();
    var await = new Await(() -> nanos.getAndAdd(tick.toNanos()));
    var partials = new Partials(store.store, store.files, new Await());
    new OllamaPull(await, partials, new InsecureRegistries(TestSettings.of(Map.of())))
        .run(
            URI.create("http://%s:11434".formatted(ollama.address())),
            MODEL,
            (step, _, _, _) -> steps.add(step));
  }
}
