package com.wizardsofts.ollamaswarm.nfs.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.PulledManifests;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.registry.InsecureRegistries;
import com.wizardsofts.ollamaswarm.nfs.registry.Logins;
import com.wizardsofts.ollamaswarm.nfs.registry.Registry;
import com.wizardsofts.ollamaswarm.operation.Operations;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told before a pull; no Engine is there to pull anything. */
class StoreRoomTest {
  private static final long SMALL = 1000;

  @TempDir Path root;
  private final Map<String, Manifest> atRegistry = new HashMap<>();
  private Meeting together = _ -> true;
  private TestStore store;
  private PullRoom room;
  private Pulls pulls;

  @BeforeEach
  void an_agent() throws Exception {
    var config = TestSettings.of(Map.of("nfs-agent.pull.keep-free", "1"));
    store = new TestStore(root, config);
    room = new PullRoom(store.store, config);
    var manifests = new PulledManifests(store.store, store.files, store.models, store.blobs);
    var insecure = new InsecureRegistries(config);
    var partials = new Partials(store.store, store.files, new Await());
    var ollama = new OllamaPull(new Await(), partials, insecure);
    var engine = new DockerEngine(URI.create("tcp://127.0.0.1:1"));
    var container = new PullContainer(engine, store.store, manifests, config);
    var registry =
        new Registry(config, insecure, new Logins(store.files, config, Clock.systemUTC())) {
          @Override
          public Manifest manifest(ModelName model, Duration within) {
            if (!together.await(within)) {
              throw ProblemCode.MODEL_PULL_FAILED.exception("nobody else is asked");
            }
            var known = atRegistry.get(model.shown());
            if (known == null) {
              throw ProblemCode.MODEL_PULL_FAILED.exception("no answer within " + within);
            }
            return known;
          }
        };
    var puller =
        new ModelPuller(
            store.store,
            manifests,
            new PullImage(engine, config),
            new PullServer(container, ollama, partials),
            ollama,
            registry,
            new DirectPull(registry, store.blobs, manifests, store.files),
            room,
            new MissingBytes(registry, store.blobs, partials),
            config);
    pulls = new Pulls(puller, new Operations());
  }

  /** Where a registry waits before it answers; false when that lasts too long. */
  private interface Meeting {
    boolean await(Duration within);
  }

  private void hasAtRegistry(String model, Manifest.Blob... blobs) {
    atRegistry.put(model, new Manifest("", List.of(blobs), List.of()));
  }

  private static Manifest.Blob blob(String digit, long bytes) {
    return new Manifest.Blob(digit.repeat(64), bytes);
  }

  @Test
  void models_that_fit_alone_and_not_together_are_refused() {
    // Given
    var most = store.store.freeBytes() / 3 * 2;
    hasAtRegistry("mistral:7b", blob("a", most));
    hasAtRegistry("phi3:latest", blob("b", most));
    // Then
    assertThat(pulls.room(List.of("mistral:7b")).refusal()).isNull();
    var both = pulls.room(List.of("mistral:7b", "phi3"));
    assertThat(both.bytesToCome()).isEqualTo(2 * most);
    assertThat(Objects.requireNonNull(both.refusal()).code()).isEqualTo("store.full");
  }

  @Test
  void what_models_share_or_the_store_has_comes_once_or_not_at_all() throws Exception {
    // Given
    store.add("other", "config", "weights");
    var there = new Manifest.Blob(TestStore.hash("weights"), Long.MAX_VALUE / 4);
    hasAtRegistry("mistral:7b", there, blob("a", SMALL));
    hasAtRegistry("mistral:latest", there, blob("a", SMALL));
    // When
    var told = pulls.room(List.of("mistral:7b", "mistral"));
    // Then
    assertThat(told.bytesToCome()).isEqualTo(SMALL);
    assertThat(told.refusal()).isNull();
  }

  @Test
  void what_is_pulled_now_has_its_room_already() {
    // Given
    var most = store.store.freeBytes() / 3 * 2;
    hasAtRegistry("mistral:7b", blob("a", most));
    hasAtRegistry("phi3:latest", blob("b", most));
    room.require(ModelName.parse("mistral:7b"), most);
    // Then
    assertThat(pulls.room(List.of("mistral:7b")).refusal()).isNull();
    assertThat(pulls.room(List.of("phi3")).refusal()).isNotNull();
  }

  @Test
  void a_registry_that_does_not_tell_is_no_reason_to_refuse() {
    hasAtRegistry("phi3:latest", blob("b", SMALL));
    assertThat(pulls.room(List.of("mistral:7b", "phi3")).bytesToCome()).isEqualTo(SMALL);
  }

  @Test
  void registries_are_asked_at_the_same_time() {
    // Given
    hasAtRegistry("mistral:7b", blob("a", SMALL));
    hasAtRegistry("phi3:latest", blob("b", SMALL));
    var both = new CountDownLatch(2);
    together =
        within -> {
          both.countDown();
          return opened(both, within);
        };
    // Then
    assertThat(pulls.room(List.of("mistral:7b", "phi3")).bytesToCome()).isEqualTo(2 * SMALL);
  }

  private static boolean opened(CountDownLatch latch, Duration within) {
    try {
      return latch.await(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void more_models_than_anybody_has_are_refused_before_a_registry_is_asked() {
    assertThatThrownBy(() -> pulls.room(Collections.nCopies(257, "mistral:7b")))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("bad-input"));
  }

  @Test
  void what_is_no_name_is_refused() {
    assertThatThrownBy(() -> pulls.room(List.of("../mistral"))).hasMessageContaining("mistral");
  }
}
