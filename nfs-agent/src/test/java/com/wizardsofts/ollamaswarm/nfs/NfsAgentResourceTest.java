package com.wizardsofts.ollamaswarm.nfs;

import static com.wizardsofts.ollamaswarm.trust.Caller.as;
import static com.wizardsofts.ollamaswarm.trust.Caller.asStranger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.trust.LabPki;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The agent as its callers meet it: over mutual TLS. What it does to a server is tested on the lab.
 */
@QuarkusTest
@QuarkusTestResource(LabPki.class)
@TestProfile(NfsAgentResourceTest.OwnStore.class)
class NfsAgentResourceTest {
  @TestHTTPResource(value = "/v1", tls = true)
  URI agent;

  /** A store of the test's own, and no Docker Engine. */
  public static class OwnStore implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Path store = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "store");
        return Map.of(
            "nfs-agent.store", store.resolve("models").toString(),
            "nfs-agent.state-folder", store.resolve("state").toString(),
            "nfs-agent.docker-host", "unix:///no/such.sock");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void an_agent_may_ask_for_the_store() {
    as("85").get(agent + "/store").then().statusCode(200).body("id", not(is("")));
  }

  @Test
  void a_caller_without_a_certificate_gets_no_connection() {
    assertThatThrownBy(() -> asStranger().get(agent + "/store")).isInstanceOf(SSLException.class);
  }

  @Test
  void a_caller_of_another_authority_gets_no_connection() {
    assertThatThrownBy(() -> as("foreign/operator").get(agent + "/store"))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void an_agent_may_not_change_and_learns_why() {
    as("85")
        .contentType(ContentType.JSON)
        .body("{\"name\":\"mistral:7b\"}")
        .post(agent + "/models")
        .then()
        .statusCode(403)
        .contentType(Problem.MEDIA_TYPE)
        .body("code", is("forbidden"));
  }

  @Test
  void only_the_lead_has_registries_asked_for_a_models_size() {
    var room = agent + "/store/room?model=..";
    as("85").get(room).then().statusCode(403).body("code", is("forbidden"));
    as("84").get(room).then().statusCode(400).body("code", is("bad-input"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "/etc/passwd",
        "-v",
        "a b",
        "mistral:7b\\nx",
        "mistral:7b:8b",
        "$(reboot)",
        ""
      })
  void a_name_that_is_no_models_name_is_refused(String name) {
    as("operator")
        .contentType(ContentType.JSON)
        .body("{\"name\":\"%s\"}".formatted(name))
        .post(agent + "/models")
        .then()
        .statusCode(400)
        .contentType(Problem.MEDIA_TYPE)
        .body("code", is("bad-input"))
        .body("remedy", not(is("")));
  }

  @Test
  void an_unknown_field_is_refused_by_name() {
    as("operator")
        .contentType(ContentType.JSON)
        .body("{\"name\":\"mistral:7b\",\"force\":true}")
        .post(agent + "/models")
        .then()
        .statusCode(400)
        .contentType(Problem.MEDIA_TYPE)
        .body("detail", containsString("force"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "7", "{\"path\": 7, \"clients\": {}}"})
  void a_body_that_is_none_is_refused(String body) {
    as("operator")
        .contentType(ContentType.JSON)
        .body(body)
        .put(agent + "/export")
        .then()
        .statusCode(400)
        .contentType(Problem.MEDIA_TYPE);
  }

  @Test
  void a_pull_is_accepted_and_its_operation_tells_how_it_ended() {
    // When
    var accepted =
        as("84")
            .contentType(ContentType.JSON)
            .body("{\"name\":\"mistral:7b\"}")
            .post(agent + "/models")
            .then()
            .statusCode(202)
            .header("Location", containsString("/v1/operations/"))
            .extract();

    // Then
    assertThat(accepted.header("Location")).endsWith(accepted.<String>path("id"));
    await()
        .untilAsserted(
            () ->
                as("84")
                    .get(agent + "/operations/" + accepted.<String>path("id"))
                    .then()
                    .body("state", is("FAILED"))
                    .body("problem.code", is("docker.unreachable")));
  }

  @Test
  void a_name_in_a_path_is_percent_encoded() {
    as("84")
        .urlEncodingEnabled(false)
        .get(agent + "/models/me%2Fmine%3A7b")
        .then()
        .statusCode(404)
        .body("detail", containsString("me/mine:7b"));
    as("84")
        .urlEncodingEnabled(false)
        .delete(agent + "/models/..%2F..%2Fetc")
        .then()
        .statusCode(400)
        .body("code", is("bad-input"));
  }

  @Test
  void only_the_lead_deletes_and_not_while_it_has_told_nothing() {
    as("85").delete(agent + "/models/mistral:7b").then().statusCode(403);
    as("84")
        .delete(agent + "/models/mistral:7b")
        .then()
        .statusCode(409)
        .contentType(Problem.MEDIA_TYPE)
        .body("code", is("model.in-use"));
    as("84")
        .delete(agent + "/models/mistral:7b?force=true")
        .then()
        .statusCode(404)
        .body("code", is("not-found"));
  }

  @Test
  void an_operation_is_followed_to_its_end_and_an_event_is_not_told_twice() {
    // Given
    var id = pull("tinyllama");

    // When
    var stream = as("84").get(agent + "/operations/" + id + "/events");

    // Then
    stream.then().statusCode(200).contentType("text/event-stream");
    assertThat(stream.asString()).contains("id:", "\"state\":\"FAILED\"", "docker.unreachable");
    var last = stream.asString().lines().filter(line -> line.startsWith("id:")).toList().getLast();
    as("84")
        .header("Last-Event-ID", last.substring("id:".length()).strip())
        .get(agent + "/operations/" + id + "/events")
        .then()
        .statusCode(200)
        .body(is(""));
  }

  @Test
  void an_event_id_that_is_none_is_refused() {
    as("84")
        .header("Last-Event-ID", "x")
        .get(agent + "/operations/" + pull("tinyllama") + "/events")
        .then()
        .statusCode(400)
        .contentType(Problem.MEDIA_TYPE);
  }

  @Test
  void an_operation_that_has_ended_is_not_changed_by_a_cancel() {
    // Given
    var operation = agent + "/operations/" + pull("phi3");
    await().untilAsserted(() -> as("84").get(operation).then().body("state", is("FAILED")));

    // Then
    as("84").delete(operation).then().statusCode(202).body("state", is("FAILED"));
    as("85").delete(operation).then().statusCode(403);
  }

  private String pull(String model) {
    return as("84")
        .contentType(ContentType.JSON)
        .body("{\"name\":\"%s\"}".formatted(model))
        .post(agent + "/models")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  @Test
  void an_unknown_operation_is_a_problem_document() {
    as("operator")
        .get(agent + "/operations/none")
        .then()
        .statusCode(404)
        .contentType(Problem.MEDIA_TYPE);
  }

  @Test
  void a_verification_of_the_store_is_remembered_in_its_state() {
    // When
    var id = as("operator").post(agent + "/store/verify").then().statusCode(202).extract();

    // Then
    await()
        .untilAsserted(
            () ->
                as("85")
                    .get(agent + "/operations/" + id.<String>path("id"))
                    .then()
                    .body("state", is("DONE")));
    as("85").get(agent + "/store").then().body("verification.blobs", is(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "repair"})
  void a_model_whose_name_holds_a_slash_is_asked_for_percent_encoded(String what) {
    as("operator")
        .urlEncodingEnabled(false)
        .post(agent + "/models/me%2Fmine%3A7b/" + what)
        .then()
        .statusCode(404)
        .body("detail", is("The store has no model me/mine:7b"));
  }

  @Test
  void leftovers_are_only_told_unless_asked_otherwise() {
    as("operator")
        .contentType(ContentType.JSON)
        .body("{}")
        .post(agent + "/store/prune")
        .then()
        .statusCode(200)
        .body("dryRun", is(true));
  }

  @Test
  void a_diagnosis_names_what_could_not_be_looked_at() {
    as("85").get(agent + "/diagnosis").then().statusCode(200);
  }

  @Test
  void a_server_without_docker_says_so_in_its_status() {
    var status = as("84").get(agent + "/status").then().statusCode(200);
    assertThat(status.extract().<String>path("dockerVersion")).isNull();
  }
}
