package com.wizardsofts.ollamaswarm.nfs.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.Operation.State;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.PulledManifests;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.registry.InsecureRegistries;
import com.wizardsofts.ollamaswarm.nfs.registry.OneManifest;
import com.wizardsofts.ollamaswarm.operation.Operations;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.step.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullsTest {
  @TempDir Path root;
  private FakeOllama ollama;
  private FakeDocker docker;
  private TestStore store;
  private Operations operations;
  private Pulls pulls;
  private Manifest atRegistry = new Manifest("", List.of(), List.of());

  @BeforeEach
  void an_agent() throws Exception {
    ollama = new FakeOllama();
    docker = new FakeDocker(ollama.address());
    start(Map.of());
  }

  private void start(Map<String, String> lines) throws Exception {
    var all = new HashMap<>(Map.of("nfs-agent.pull.keep-free", "1"));
    all.putAll(lines);
    var config = TestSettings.of(all);
    store = new TestStore(root, config);
    operations = new Operations();
    pulls = new Pulls(puller(config), operations);
  }

  private ModelPuller puller(NfsAgentConfig config) {
    var engine = new DockerEngine(docker.address());
    var container = container(config);
    var partials = new Partials(store.store, store.files, new Await());
    var pull = new OllamaPull(new Await(), partials, new InsecureRegistries(config));
    var registry = new OneManifest(config, store.files, () -> atRegistry);
    return new ModelPuller(
        store.store,
        manifests(),
        new PullImage(engine, config),
        new PullServer(container, pull, partials),
        pull,
        registry,
        new DirectPull(registry, store.blobs, manifests(), store.files),
        new PullRoom(store.store, config),
        new MissingBytes(registry, store.blobs, partials),
        config);
  }

  private PullContainer container(NfsAgentConfig config) {
    return new PullContainer(new DockerEngine(docker.address()), store.store, manifests(), config);
  }

  private PulledManifests manifests() {
    return new PulledManifests(store.store, store.files, store.models, store.blobs);
  }

  @AfterEach
  void stop() {
    docker.close();
    ollama.close();
  }

  @Test
  void a_pulled_model_is_verified_and_nothing_is_left_behind() {
    // Given
    ollama.pulling =
        () -> {
          store.pull("mistral:7b", "config", "weights");
          return """
          {"status":"pulling aa","digest":"sha256:aa","total":7,"completed":7}
          {"status":"success"}
          """;
        };

    // When
    var operation = ended(pulls.start("mistral:7b"));

    // Then
    assertThat(operation)
        .isEqualTo(
            new Operation(
                operation.id(), "Pull mistral:7b", State.DONE, "done", 7, 7, null, null, null));
    assertThat(ollama.asked).containsExactly("{\"model\":\"mistral:7b\"}");
    assertThat(store.models.list()).extracting(Model::name).containsExactly("mistral:7b");
    assertNothingIsLeft();
  }

  @Test
  void the_container_writes_only_to_the_models_and_prunes_nothing() throws Exception {
    // Given
    start(
        Map.of(
            "nfs-agent.pull.extra-hosts", "registry.ollama.ai:198.51.100.1",
            "nfs-agent.pull.ca-file", "/etc/ca.pem",
            "nfs-agent.pull.proxy", "http://proxy:3128",
            "nfs-agent.pull.no-proxy", "a.example,b.example",
            "nfs-agent.pull.key-file", "/etc/ollama-swarm/id_ed25519"));

    // When
    ended(pulls.start("me/mine"));

    // Then
    assertThat(docker.requests)
        .filteredOn(request -> request.startsWith("POST /containers/create"))
        .singleElement()
        .asString()
        .contains(
            "\"OLLAMA_MODELS=/models\"",
            "\"OLLAMA_NOPRUNE=1\"",
            "\"HTTPS_PROXY=http://proxy:3128\"",
            "\"HTTP_PROXY=http://proxy:3128\"",
            "\"NO_PROXY=a.example,b.example\"",
            "\"Source\":\"/etc/ollama-swarm/id_ed25519\",\"Target\":\"/root/.ollama/id_ed25519\",\"ReadOnly\":true",
            "\"SSL_CERT_FILE=/etc/ollama-swarm-ca.pem\"",
            "\"ExtraHosts\":[\"registry.ollama.ai:198.51.100.1\"]",
            "\"Source\":\"/opt/ollama-models/models/blobs\",\"Target\":\"/models/blobs\",\"ReadOnly\":false",
            "\"Source\":\"/opt/ollama-models/.ollama-swarm-pull/manifests\",\"Target\":\"/models/manifests\"",
            "\"Source\":\"/etc/ca.pem\",\"Target\":\"/etc/ollama-swarm-ca.pem\",\"ReadOnly\":true",
            "\"ollama-swarm.duty\":\"pull\"",
            "\"NetworkMode\":\"ollama-swarm-pull\"")
        .doesNotContain("PortBindings");
  }

  @Test
  void only_a_registry_that_is_named_may_be_insecure() throws Exception {
    // Given
    start(Map.of("nfs-agent.pull.insecure-registries", "http://a.example:5000"));

    // When
    ended(pulls.start("a.example:5000/me/mine:1b"));
    ended(pulls.start("b.example:5000/me/mine:1b"));

    // Then
    assertThat(ollama.asked)
        .containsExactly(
            "{\"model\":\"http://a.example:5000/me/mine:1b\",\"insecure\":true}",
            "{\"model\":\"b.example:5000/me/mine:1b\"}");
  }

  @Test
  void a_second_asker_joins_the_running_pull() {
    // Given
    var go = new CountDownLatch(1);
    ollama.pulling = () -> stopped(go);
    var first = pulls.start("mistral:7b");

    // When
    var same = pulls.start("library/mistral:7b");

    // Then
    assertThat(same.id()).isEqualTo(first.id());
    go.countDown();
    ended(first);
    assertThat(ollama.asked).hasSize(1);
    assertThat(ended(pulls.start("mistral:7b")).id()).isNotEqualTo(first.id());
  }

  @Test
  void different_models_share_one_container_up_to_the_limit() {
    // Given
    var go = new CountDownLatch(1);
    ollama.pulling = () -> stopped(go);

    // When
    var first = pulls.start("mistral:7b");
    var second = pulls.start("tinyllama");
    await().untilAsserted(() -> assertThat(ollama.asked).hasSize(2));
    var third = pulls.start("phi3");

    // Then
    assertThat(third.step()).isEqualTo("waiting for its turn");
    assertThat(docker.containers).hasSize(1);
    go.countDown();
    ended(first);
    ended(second);
    ended(third);
    assertThat(ollama.asked).hasSize(3);
    assertNothingIsLeft();
  }

  private static String stopped(CountDownLatch go) throws InterruptedException {
    go.await();
    return "{\"error\":\"stop\"}";
  }

  @Test
  void a_cancelled_pull_ends_and_leaves_no_container() {
    // Given
    var never = new CountDownLatch(1);
    ollama.pulling = () -> stopped(never);
    var started = pulls.start("mistral:7b");
    await().untilAsserted(() -> assertThat(ollama.asked).hasSize(1));

    // When
    operations.cancel(started.id());

    // Then
    assertThat(ended(started).state()).isEqualTo(State.CANCELLED);
    assertThat(operations.cancel(started.id()).state()).isEqualTo(State.CANCELLED);
    assertNothingIsLeft();
    never.countDown();
  }

  @Test
  void an_error_of_ollama_fails_the_operation_and_removes_the_container() {
    // Given
    ollama.pulling = () -> "{\"error\":\"pull model manifest: file does not exist\"}\n";

    // When
    var problem = failure("nothere");

    // Then
    assertThat(problem.code()).isEqualTo("model.pull-failed");
    assertThat(problem.remedy()).contains("no such model");
    assertNothingIsLeft();
  }

  @Test
  void a_container_that_ends_by_itself_is_named() {
    // Given
    docker.containerRuns = false;

    // When
    var problem = failure("mistral:7b");

    // Then
    assertThat(problem.code()).isEqualTo("model.pull-failed");
    assertThat(problem.cause()).isEqualTo("exit code 1");
    assertNothingIsLeft();
  }

  @Test
  void an_image_that_is_missing_is_named_with_what_to_do() {
    // Given
    docker.imageThere = false;
    docker.refused = "POST /images/create";

    // When
    var problem = failure("mistral:7b");

    // Then
    assertThat(problem.code()).isEqualTo("image.missing");
    assertThat(problem.remedy()).contains("docker pull ollama/ollama:latest");
  }

  @Test
  void a_disk_that_the_model_would_fill_ends_the_pull() throws Exception {
    // Given
    ollama.pulling =
        () ->
            "{\"status\":\"pulling aa\",\"digest\":\"sha256:aa\",\"total\":%d}\n"
                .formatted(Long.MAX_VALUE / 2);

    // When
    var problem = failure("mistral:7b");

    // Then
    assertThat(problem.code()).isEqualTo("store.full");
    assertNothingIsLeft();
  }

  @Test
  void a_model_without_room_is_refused_before_anything_is_fetched() throws Exception {
    // Given
    atRegistry = manifestOf(new Manifest.Blob("a".repeat(64), Long.MAX_VALUE / 2));

    // When
    var problem = failure("mistral:7b");

    // Then
    assertThat(problem.code()).isEqualTo("store.full");
    assertThat(problem.detail()).contains(String.valueOf(Long.MAX_VALUE / 2));
    assertThat(ollama.asked).isEmpty();
    assertThat(docker.requests).noneMatch(request -> request.startsWith("POST /containers"));
  }

  @Test
  void what_the_store_has_already_needs_no_room() throws Exception {
    // Given
    store.add("other", "weights");
    atRegistry = manifestOf(new Manifest.Blob(TestStore.hash("weights"), Long.MAX_VALUE / 2));

    // When
    ended(pulls.start("mistral:7b"));

    // Then
    assertThat(ollama.asked).hasSize(1);
  }

  private static Manifest manifestOf(Manifest.Blob... blobs) {
    return new Manifest("", List.of(blobs), List.of());
  }

  @Test
  void a_silent_pull_ends_with_its_time_limit() throws Exception {
    // Given
    start(Map.of("nfs-agent.pull.time-limit", "1s"));
    var never = new CountDownLatch(1);
    ollama.pulling =
        () -> {
          never.await();
          return "";
        };

    // When
    var problem = failure("mistral:7b");

    // Then
    assertThat(problem.detail()).contains("did not end within 1 s");
    assertNothingIsLeft();
    never.countDown();
  }

  @Test
  void what_a_killed_agent_left_is_removed() {
    // Given
    docker.containers.add("c1");
    docker.networks.add("n1");

    // When
    container(TestSettings.of(Map.of())).removeAll();

    // Then
    assertNothingIsLeft();
  }

  @Test
  void an_operation_that_is_not_known_is_not_found() {
    assertThatThrownBy(() -> operations.find("../1\n")).hasMessageContaining("'../1?'");
  }

  private Problem failure(String model) {
    var operation = ended(pulls.start(model));
    assertThat(operation.state()).isEqualTo(State.FAILED);
    return Objects.requireNonNull(operation.problem());
  }

  private Operation ended(Operation started) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> operations.find(started.id()).shown().state() != State.RUNNING);
    return operations.find(started.id()).shown();
  }

  private void assertNothingIsLeft() {
    assertThat(docker.containers).isEmpty();
    assertThat(docker.networks).isEmpty();
  }
}
