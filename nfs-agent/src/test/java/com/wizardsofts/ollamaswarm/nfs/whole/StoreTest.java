package com.wizardsofts.ollamaswarm.nfs.whole;

import static com.wizardsofts.ollamaswarm.trust.Caller.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import com.wizardsofts.ollamaswarm.docker.DockerRequests;
import com.wizardsofts.ollamaswarm.trust.Lead;
import com.wizardsofts.ollamaswarm.trust.ServerStandIns;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The agent of a store from its first model to its last, with stand-ins for everything outside: an
 * Engine, registries, the programs of an NFS server. The tests go on from one another, as an
 * operator does.
 */
@QuarkusTest
@TestProfile(StoreTest.OnTheVirtualMachine.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TestHTTPResource(value = "/v1", tls = true)
  URI agent;

  /** With the stand-ins. */
  public static class Alone implements QuarkusTestProfile {
    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(StandIns.class));
    }
  }

  /** With the files and programs of {@link OwnServer}. */
  public static class OnTheVirtualMachine extends Alone {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
      return Set.of(OwnServer.class);
    }
  }

  @Test
  @Order(1)
  void a_model_comes_through_ollama_once_its_image_is_there_and_the_key_signed_in() {
    await().atMost(LONG).until(() -> as("85").get(agent + "/store").statusCode() == 200);
    var operation = operation("POST", "/models", "{\"name\":\"%s\"}".formatted(keyed()), "DONE");
    var events = as("84").get(agent + "/operations/" + operation + "/events");
    events.then().statusCode(200).contentType("text/event-stream");
    assertThat(events.asString()).contains("\"state\":\"DONE\"");
    var last = events.asString().lines().filter(line -> line.startsWith("id:")).toList().getLast();
    as("84")
        .header("Last-Event-ID", last.substring("id:".length()).strip())
        .get(agent + "/operations/" + operation + "/events")
        .then()
        .statusCode(200)
        .body(is(""));
    asked("/models").body("name", is(List.of(keyed())));
    assertThat(control("/tokens")).matches("[1-9]\\d* 0");
  }

  @Test
  @Order(2)
  void a_model_of_a_registry_with_a_password_is_fetched_without_ollama() {
    var room = "/store/room?model=" + inPath(withPassword());
    toLead(room).body("bytesToCome", greaterThan(0)).body("refusal", nullValue());
    operation("POST", "/models", "{\"name\":\"%s\"}".formatted(withPassword()), "DONE");
    toLead(room).body("bytesToCome", is(0));
    asked("/models").body("name", hasItem(withPassword()));
    asked("/models/" + inPath(withPassword())).body("intact", is(true));
    assertThat(control("/tokens")).matches("[1-9]\\d* [1-9]\\d*");
  }

  @Test
  @Order(3)
  void damage_is_found_told_and_repaired() {
    var damaged = control("/damage");
    operation("POST", "/store/verify", null, "FAILED");
    asked("/diagnosis").body("code", hasItem("store.damaged"));
    asked("/store").body("verification.blobs", greaterThan(0));
    operation("POST", "/models/" + inPath(keyed()) + "/verify", null, "FAILED");
    operation("POST", "/models/" + inPath(keyed()) + "/repair", null, "DONE");
    operation("POST", "/models/" + inPath(keyed()) + "/verify", null, "DONE");
    assertThat(damaged).contains("sha256-");
  }

  @Test
  @Order(4)
  void the_store_is_exported_and_what_was_before_comes_back() {
    var before = asked("/export/file").extract().asString();
    String preview =
        toLead(
                "/export/preview?path=/opt/ollama-models&client=10.0.0.84&option=ro&option=root_squash")
            .extract()
            .path("text");
    changed(
            "PUT",
            "/export",
            "{\"path\":\"/opt/ollama-models\",\"clients\":[\"10.0.0.84\"],\"options\":[\"ro\",\"root_squash\"]}")
        .statusCode(200)
        .body("exported.client", is(List.of("10.0.0.84")));
    asked("/export").body("exported[0].options", hasItem("root_squash"));
    asked("/export/file").body("text", is(preview));
    changed("PUT", "/export/file", before).statusCode(200).body("exported", hasSize(0));
  }

  @Test
  @Order(5)
  void a_program_that_hangs_is_ended() {
    control("/hang");
    as("85")
        .get(agent + "/export")
        .then()
        .statusCode(504)
        .body("code", is("program.timeout"))
        .body("detail", containsString("exportfs -v did not end within 10 s"));
    control("/go-on");
    asked("/export");
  }

  @Test
  @Order(6)
  void a_lead_is_followed_and_tells_what_is_in_use() {
    asked("/status").body("agent", is("nfs-agent")).body("dockerVersion", is("26.1.5"));
    asked("/lead").body("number", is(0));
    var lead = "{\"number\":3,\"id\":\"00000000-0000-0000-0000-000000000084\",\"name\":\"s84\"}";
    asTheLead("PUT", "/lead", lead).statusCode(200).body("number", is(3));
    var use = "{\"wanted\":[\"%s\"],\"loaded\":{}}".formatted(keyed());
    asTheLead("PUT", "/model-use", use).statusCode(204);
    asTheLead("DELETE", "/models/" + inPath(keyed()), null)
        .statusCode(409)
        .body("code", is("model.in-use"));
    asTheLead("DELETE", "/models/" + inPath(withPassword()), null).statusCode(204);
  }

  @Test
  @Order(7)
  void what_no_model_needs_is_pruned() {
    changed("POST", "/store/prune", "{\"dryRun\":false}").statusCode(200).body("dryRun", is(false));
    asked("/models").body("name", is(List.of(keyed())));
  }

  @Test
  @Order(8)
  void the_last_words_of_a_container_that_ends_are_told() {
    control("/container-ends");
    changed("DELETE", "/models/" + inPath(keyed()) + "?force=true", null).statusCode(204);
    var operation = operation("POST", "/models", "{\"name\":\"%s\"}".formatted(keyed()), "FAILED");
    asked("/operations/" + operation)
        .body("problem.code", is("model.pull-failed"))
        .body("problem.evidence", hasItem("out of memory"));
    changed("DELETE", "/operations/" + operation, null).statusCode(202);
  }

  @Test
  @Order(9)
  void every_endpoint_was_reached() {
    assertThat(ServerStandIns.notReached()).isEmpty();
  }

  @Test
  @Order(10)
  void every_kind_of_request_that_docker_can_get_was_sent() {
    var requests = DockerRequests.of(StoreTest.class);
    requests.checkPlaces();
    requests.checkSeen(control("/seen").lines().toList());
  }

  private static String keyed() {
    return control("/keyed") + "/me/mine:1b";
  }

  private static String withPassword() {
    return control("/with-password") + "/me/mine:1b";
  }

  private static String inPath(String model) {
    return model.replace("/", "%2F").replace(":", "%3A");
  }

  /** Waits for its end in this state. */
  private String operation(String method, String path, @Nullable String body, String state) {
    String id = changed(method, path, body).statusCode(202).extract().path("id");
    var url = agent + "/operations/" + id;
    await()
        .atMost(LONG)
        .until(() -> !as("85").get(url).then().extract().path("state").equals("RUNNING"));
    assertThat(as("85").get(url).asString()).contains("\"state\":\"" + state + "\"");
    return id;
  }

  private ValidatableResponse asked(String path) {
    return told("85", path);
  }

  private ValidatableResponse toLead(String path) {
    return told("84", path);
  }

  private ValidatableResponse told(String whom, String path) {
    return as(whom).urlEncodingEnabled(false).get(agent + path).then().statusCode(200);
  }

  private ValidatableResponse changed(String method, String path, @Nullable String body) {
    var request = as("operator").urlEncodingEnabled(false).contentType(ContentType.JSON);
    return (body == null ? request : request.body(body)).request(method, agent + path).then();
  }

  private ValidatableResponse asTheLead(String method, String path, @Nullable String body) {
    var request =
        as("84")
            .urlEncodingEnabled(false)
            .header(Lead.HEADER, "3 00000000-0000-0000-0000-000000000084 s84")
            .contentType(ContentType.JSON);
    return (body == null ? request : request.body(body)).request(method, agent + path).then();
  }

  private static String control(String path) {
    return RestAssured.get(ServerStandIns.control(path))
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }
}
