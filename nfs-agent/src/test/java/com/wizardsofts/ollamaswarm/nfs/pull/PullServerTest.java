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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullServerTest {
  @TempDir Path root;
  private FakeDocker docker;
  private PullServer server;

  @BeforeEach
  void an_engine() throws Exception {
    docker = new FakeDocker("127.0.0.1");
    var config = TestSettings.of(Map.of());
    var store = new TestStore(root, config);
    var manifests = new PulledManifests(store.store, store.files, store.models, store.blobs);
    var container =
        new PullContainer(new DockerEngine(docker.address()), store.store, manifests, config);
    var partials = new Partials(store.store, store.files, new Await());
    var ollama = new OllamaPull(new Await(), partials, new InsecureRegistries(config));
    server = new PullServer(container, ollama, partials);
  }

  @AfterEach
  void stop() {
    docker.close();
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
