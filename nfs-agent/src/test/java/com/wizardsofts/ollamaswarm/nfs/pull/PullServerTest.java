package com.wizardsofts.ollamaswarm.nfs.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.PulledManifests;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.registry.InsecureRegistries;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullServerTest {
  @TempDir Path root;
  private FakeOllama ollama;
  private FakeDocker docker;
  private PullServer server;

  @BeforeEach
  void an_engine() throws Exception {
    ollama = new FakeOllama();
    docker = new FakeDocker(ollama.address());
    var config = TestSettings.of(Map.of());
    var store = new TestStore(root, config);
    var manifests = new PulledManifests(store.store, store.files, store.models, store.blobs);
    var container =
        new PullContainer(new DockerEngine(docker.address()), store.store, manifests, config);
    var partials = new Partials(store.store, store.files, new Await());
    var pull = new OllamaPull(new Await(), partials, new InsecureRegistries(config));
    server = new PullServer(container, pull, partials);
  }

  @AfterEach
  void stop() {
    docker.close();
    ollama.close();
  }

  @Test
  void a_container_that_could_not_be_removed_goes_once_docker_is_back() {
    // Given
    docker.refused = "DELETE /containers/c1";
    docker.containerRuns = false;
    assertThatThrownBy(() -> server.with(_ -> {})).isInstanceOf(ProblemException.class);
    server.sweep();
    assertThat(docker.containers).isNotEmpty();

    // When
    docker.refused = "";
    server.sweep();

    // Then
    assertThat(docker.containers).isEmpty();
    assertThat(docker.networks).isEmpty();

    // Then it asks Docker nothing more
    docker.requests.clear();
    server.sweep();
    assertThat(docker.requests).isEmpty();
  }

  @Test
  void no_container_is_removed_while_a_pull_needs_it() {
    server.with(
        _ -> {
          server.sweep();
          assertThat(docker.containers).hasSize(1);
        });
    assertThat(docker.containers).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST /containers/create", "POST /containers/c1/start"})
  void a_container_that_does_not_start_leaves_nothing_behind(String refused) {
    // Given
    docker.refused = refused;

    // Then
    assertThatThrownBy(() -> server.with(_ -> {})).isInstanceOf(ProblemException.class);
    assertThat(docker.requests).anyMatch(request -> request.startsWith("POST /networks/create"));
    assertThat(docker.containers).isEmpty();
    assertThat(docker.networks).isEmpty();
    assertThat(server.whileIdle(() -> true)).isTrue();
  }
}
