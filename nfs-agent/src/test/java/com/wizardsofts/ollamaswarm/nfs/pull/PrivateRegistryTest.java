package com.wizardsofts.ollamaswarm.nfs.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.integrity.ModelRepair;
import com.wizardsofts.ollamaswarm.nfs.integrity.Quarantine;
import com.wizardsofts.ollamaswarm.nfs.integrity.StoreIntegrity;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.PulledManifests;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.registry.FakeRegistry;
import com.wizardsofts.ollamaswarm.nfs.registry.FakeRegistry.Login;
import com.wizardsofts.ollamaswarm.nfs.registry.InsecureRegistries;
import com.wizardsofts.ollamaswarm.nfs.registry.Logins;
import com.wizardsofts.ollamaswarm.nfs.registry.Registry;
import com.wizardsofts.ollamaswarm.nfs.store.LastVerification;
import com.wizardsofts.ollamaswarm.operation.Operations;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.step.Await;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry with a name and a password; there is no Engine, so that no Ollama can take part. */
class PrivateRegistryTest {
  private static final Path LOGINS = Path.of("/etc/ollama-swarm/logins.json");

  @TempDir Path root;
  private final Operations operations = new Operations();
  private FakeRegistry registry;
  private TestStore store;
  private ModelName model;
  private PullServer server;
  private Pulls pulls;
  private StoreIntegrity integrity;

  @BeforeEach
  void a_registry_with_a_model_that_the_store_has_not() throws Exception {
    registry = new FakeRegistry();
    model = ModelName.parse(registry.host() + "/me/mine:1b");
    var config =
        TestSettings.of(
            Map.of(
                "nfs-agent.pull.keep-free",
                "1",
                "nfs-agent.pull.login-file",
                LOGINS.toString(),
                "nfs-agent.pull.insecure-registries",
                "http://" + registry.host()));
    store = new TestStore(root, config);
    registry.has(model, store, "config", "weights", "license");
    login("se:cret");

    var asked =
        new Registry(
            config,
            new InsecureRegistries(config),
            new Logins(store.files, config, Clock.systemUTC()));
    var manifests = new PulledManifests(store.store, store.files, store.models, store.blobs);
    var partials = new Partials(store.store, store.files, new Await());
    var ollama = new OllamaPull(new Await(), partials, new InsecureRegistries(config));
    var engine = new DockerEngine(URI.create("tcp://127.0.0.1:1"));
    var container = new PullContainer(engine, store.store, manifests, config);
    server = new PullServer(container, ollama, partials);
    var puller =
        new ModelPuller(
            store.store,
            manifests,
            new PullImage(engine, config),
            server,
            ollama,
            asked,
            new DirectPull(asked, store.blobs, manifests, store.files),
            new PullRoom(store.store, config),
            new MissingBytes(asked, store.blobs, partials),
            config);
    pulls = new Pulls(puller, operations);
    var quarantine = new Quarantine(store.files, store.blobs, store.store);
    integrity =
        new StoreIntegrity(
            operations,
            store.models,
            store.blobs,
            store.verifier,
            new LastVerification(store.files, new ObjectMapper(), config),
            new ModelRepair(
                store.verifier, store.models, store.blobs, asked, quarantine, server, puller));
  }

  private void login(String password) {
    store.files.write(LOGINS, registry.logins(password));
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"BASIC", "BEARER"})
  void a_model_is_pulled_and_a_bad_blob_of_it_fetched_anew(Login login) throws Exception {
    // Given
    registry.login = login;

    // When
    var pulled = ended(pulls.start(model.shown()));

    // Then
    assertThat(pulled.state()).as("%s", pulled).isEqualTo(Operation.State.DONE);
    assertThat(pulled.totalBytes()).isEqualTo("configweightslicense".length());
    assertThat(store.models.list()).extracting(Model::intact).containsExactly(true);

    // When
    Files.writeString(store.blob("weights"), "wEights");
    registry.fetched.clear();
    var repaired = ended(integrity.repair(model.shown()));

    // Then
    assertThat(repaired.state()).as("%s", repaired).isEqualTo(Operation.State.DONE);
    assertThat(registry.fetched).containsExactly(store.blob("weights").getFileName().toString());
    assertThat(store.verifier.store(_ -> {}).damages()).isEmpty();
    assertThat(registry.tokens)
        .allMatch("service=models&scope=repository:me:pull"::equals)
        .hasSizeGreaterThanOrEqualTo(login == Login.BEARER ? 1 : 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"BASIC", "BEARER"})
  void a_wrong_password_is_a_problem_that_names_the_login_but_not_the_password(Login login) {
    // Given
    registry.login = login;
    login("wrong");

    // When
    var problem = failed(pulls.start(model.shown()));

    // Then
    assertThat(problem.code()).isEqualTo("model.pull-failed");
    assertThat(problem.detail()).contains("does not take the login of me", registry.host());
    assertThat(problem.cause()).contains("401");
    assertThat(problem.remedy()).contains("nfs-agent.pull.login-file");
    assertThat(problem.text()).doesNotContain("wrong");
    assertThat(store.models.list()).isEmpty();
  }

  @Test
  void who_keeps_the_blobs_elsewhere_never_sees_the_password() {
    // Given a server that answers 400 to a login
    registry.login = Login.BASIC;
    registry.blobsElsewhere = true;

    // Then
    assertThat(ended(pulls.start(model.shown())).state()).isEqualTo(Operation.State.DONE);
  }

  @Test
  void a_pull_that_was_cut_off_goes_on_where_it_was() {
    // Given
    registry.login = Login.BASIC;
    registry.cutAfter = 3;
    assertThat(failed(pulls.start(model.shown())).code()).isEqualTo("model.pull-failed");
    assertThat(store.models.list()).isEmpty();

    // When
    var pulled = ended(pulls.start(model.shown()));

    // Then
    assertThat(pulled.state()).as("%s", pulled).isEqualTo(Operation.State.DONE);
    assertThat(registry.fetchedBytes).hasValue("configweightslicense".length());
    assertThat(store.models.list()).extracting(Model::intact).containsExactly(true);
  }

  @Test
  void what_is_not_what_its_name_says_never_gets_that_name() {
    // Given
    registry.login = Login.BASIC;
    registry.hasBlob(
        store.blob("weights").getFileName().toString(), "wEights".getBytes(StandardCharsets.UTF_8));

    // When
    var problem = failed(pulls.start(model.shown()));

    // Then
    assertThat(problem.cause()).contains("hashes to");
    assertThat(store.blob("weights")).doesNotExist();
    assertThat(store.models.list()).isEmpty();
  }

  @Test
  void a_link_in_the_place_of_a_partial_blob_is_not_followed() throws Exception {
    // Given
    registry.login = Login.BASIC;
    var outside = Files.writeString(root.resolve("outside"), "mine");
    var weights = store.blob("weights");
    Files.createSymbolicLink(
        weights.resolveSibling(weights.getFileName() + DirectPull.SUFFIX), outside);

    // When
    failed(pulls.start(model.shown()));

    // Then
    assertThat(outside).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"models/manifests", ".ollama-swarm-pull/manifests"})
  void no_manifest_is_written_where_a_link_leads(String folder) throws Exception {
    // Given
    registry.login = Login.BASIC;
    var outside = Files.createDirectory(root.resolve("outside"));
    var manifests = root.resolve("opt/ollama-models").resolve(folder);
    var namespace = Files.createDirectories(manifests.resolve(registry.host()).resolve("me"));
    Files.deleteIfExists(namespace.resolve("mine"));
    Files.delete(namespace);
    Files.createSymbolicLink(namespace, outside);

    // When
    var problem = failed(pulls.start(model.shown()));

    // Then
    assertThat(problem.code()).isEqualTo("store.unusable");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void a_file_without_such_a_login_is_named() {
    // Given
    registry.login = Login.BASIC;
    for (var text :
        List.of(
            "{",
            "{\"auths\":{\"%s\":{}}}".formatted(registry.host()),
            "{\"auths\":{\"%s\":{\"auth\":\"!\"}}}".formatted(registry.host()))) {
      store.files.write(LOGINS, text);

      // Then
      assertThat(failed(pulls.start(model.shown())).detail()).contains(LOGINS.toString());
    }
  }

  @Test
  void nothing_is_deleted_while_the_agent_fetches() {
    server.beside(
        () ->
            assertThatThrownBy(() -> server.whileIdle(() -> true))
                .hasMessageContaining("Models are being pulled or repaired"));
    assertThat(server.whileIdle(() -> true)).isTrue();
  }

  @Test
  void a_repair_waits_while_its_model_is_pulled() throws Exception {
    // Given
    registry.login = Login.BASIC;
    ended(pulls.start(model.shown()));
    Files.writeString(store.blob("weights"), "wEights");

    // When a pull has begun, and cannot go on
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    registry.beforeManifest =
        () -> {
          begun.countDown();
          assertThatCode(go::await).doesNotThrowAnyException();
        };
    var pull = pulls.start(model.shown());
    assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
    registry.beforeManifest = () -> {};
    var repair = integrity.repair(model.shown());
    reached(repair, "waiting for another pull of this model");
    go.countDown();

    // Then
    assertThat(List.of(pull, repair))
        .allMatch(operation -> ended(operation).state() == Operation.State.DONE);
    assertThat(store.verifier.store(_ -> {}).damages()).isEmpty();
  }

  @Test
  void a_tag_that_moves_during_the_repair_leaves_the_model_as_it_was() throws Exception {
    // Given
    registry.login = Login.BASIC;
    ended(pulls.start(model.shown()));
    var before = Files.readAllBytes(store.manifest(model));
    Files.writeString(store.blob("weights"), "wEights");
    var moved = "{\"config\":%s,\"layers\":[%<s]}".formatted(part("license"));
    var asked = new AtomicInteger();
    registry.beforeManifest =
        () -> {
          if (asked.incrementAndGet() == 2) {
            registry.hasManifest(model, moved.getBytes(StandardCharsets.UTF_8));
          }
        };

    // When
    var problem = failed(integrity.repair(model.shown()));

    // Then
    assertThat(problem.code()).isEqualTo("model.tag-moved");
    assertThat(store.manifest(model)).hasBinaryContent(before);
    assertThat(store.blob("weights")).hasContent("wEights");
  }

  private static String part(String content) {
    return "{\"digest\":\"sha256:%s\",\"size\":%d}"
        .formatted(TestStore.hash(content), content.length());
  }

  @Test
  void nothing_is_deleted_while_a_model_is_repaired() throws Exception {
    // Given
    registry.login = Login.BASIC;
    ended(pulls.start(model.shown()));
    Files.writeString(store.blob("weights"), "wEights");
    var refusals = new CopyOnWriteArrayList<String>();
    registry.beforeManifest =
        () -> refusals.add(String.valueOf(catchThrowable(() -> server.whileIdle(() -> true))));

    // When
    ended(integrity.repair(model.shown()));

    // Then, from the first question on
    assertThat(refusals).isNotEmpty().allMatch(refusal -> refusal.contains("or repaired"));
  }

  private void reached(Operation started, String step) {
    await().until(() -> operations.find(started.id()).shown().step().equals(step));
  }

  private Problem failed(Operation started) {
    var operation = ended(started);
    assertThat(operation.state()).isEqualTo(Operation.State.FAILED);
    return Objects.requireNonNull(operation.problem());
  }

  private Operation ended(Operation started) {
    return await()
        .until(
            () -> operations.find(started.id()).shown(),
            operation -> operation.state() != Operation.State.RUNNING);
  }
}
