package com.wizardsofts.ollamaswarm.node;

import static com.wizardsofts.ollamaswarm.trust.Caller.as;
import static com.wizardsofts.ollamaswarm.trust.Caller.asStranger;
import static com.wizardsofts.ollamaswarm.trust.Caller.inPieces;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.net.URI;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The agent as its callers meet it: over mutual TLS. What it does to a server is tested on the lab.
 */
@QuarkusTest
@QuarkusTestResource(LabPki.class)
@TestProfile(NodeAgentResourceTest.NoDocker.class)
class NodeAgentResourceTest {
  @TestHTTPResource(value = "/v1", tls = true)
  URI agent;

  /** A server without a Docker Engine. */
  public static class NoDocker implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("node-agent.docker-host", "unix:///no/such.sock");
    }
  }

  @Test
  void a_server_without_docker_says_so_in_its_status() {
    var status =
        as("80").get(agent + "/status").then().statusCode(200).body("agent", is("node-agent"));
    assertThat(status.extract().<String>path("dockerVersion")).isNull();
    assertThat(status.extract().<String>path("swarm")).isEqualTo("unknown");
  }

  @Test
  void a_caller_without_a_certificate_gets_no_connection() {
    assertThatThrownBy(() -> asStranger().get(agent + "/status")).isInstanceOf(SSLException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 404, not-found",
    "'{\"to\":\"store\"}', 404, not-found",
    "'{\"to\":\"x\"}', 400, bad-input"
  })
  void a_rollback_takes_a_phase_or_no_body(String body, int status, String code) {
    var request = as("operator");
    (body.isEmpty() ? request.noContentType() : request.contentType(ContentType.JSON).body(body))
        .post(agent + "/rollouts/r-none/rollback")
        .then()
        .statusCode(status)
        .body("code", is(code));
  }

  @Test
  void a_huge_body_is_refused_whether_or_not_its_size_is_told_before() throws Exception {
    var body = "{\"server\":\"%s\"}".formatted("x".repeat(2 << 20));
    as("operator")
        .contentType(ContentType.JSON)
        .body(body)
        .put(agent + "/mount")
        .then()
        .statusCode(413)
        .contentType(Problem.MEDIA_TYPE)
        .body("code", is("body.too-large"));
    assertThat(inPieces("operator", "PUT", URI.create(agent + "/mount"), body))
        .startsWith("HTTP/1.1 413 ")
        .contains(Problem.MEDIA_TYPE, "\"body.too-large\"");
  }

  @Test
  void a_directory_that_is_no_mount_is_reported_as_one() {
    as("80")
        .get(agent + "/mount?mountPoint=/proc/sys")
        .then()
        .statusCode(200)
        .body("networkType", is(false))
        .body("writeRefused", is(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"relative", "/a/../etc", "/a b", "/a;reboot", ""})
  void a_mount_point_that_is_none_is_refused(String mountPoint) {
    as("operator")
        .contentType(ContentType.JSON)
        .body(Map.of("server", "10.0.0.80", "path", "/opt/ollama-models", "mountPoint", mountPoint))
        .put(agent + "/mount")
        .then()
        .statusCode(400)
        .contentType(Problem.MEDIA_TYPE)
        .body("code", is("bad-input"));
  }

  @ParameterizedTest
  @CsvSource({"PUT, /mount", "PUT, /image", "POST, /rollouts"})
  void an_agent_may_not_change(String method, String path) {
    as("80")
        .contentType(ContentType.JSON)
        .body("{}")
        .request(method, agent + path)
        .then()
        .statusCode(403)
        .body("code", is("forbidden"))
        .body("remedy", not(is("")));
  }

  @Test
  void an_engine_that_is_away_is_named() {
    as("80")
        .get(agent + "/image?reference=ollama/ollama:latest")
        .then()
        .statusCode(503)
        .contentType(Problem.MEDIA_TYPE)
        .body("code", is("docker.unreachable"))
        .body("detail", containsString("/no/such.sock"));
  }

  @Test
  void an_agent_that_is_no_lead_says_so_when_a_rollout_is_asked_for() {
    as("operator")
        .contentType(ContentType.JSON)
        .body("{\"prove\":false}")
        .post(agent + "/rollouts")
        .then()
        .statusCode(404)
        .contentType(Problem.MEDIA_TYPE)
        .body("detail", containsString("not the lead"));
  }

  @Test
  void an_agent_that_is_no_lead_knows_nothing_of_other_servers() {
    as("operator")
        .get(agent + "/cluster")
        .then()
        .statusCode(404)
        .contentType(Problem.MEDIA_TYPE)
        .body("detail", containsString("not the lead"));
    as("80")
        .get(agent + "/diagnosis")
        .then()
        .statusCode(200)
        .body("code", is(java.util.List.of("docker.down")));
  }

  @Test
  void an_agent_that_is_no_lead_has_no_rollouts() {
    as("80").get(agent + "/rollouts").then().statusCode(200).body("size()", is(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/events", "/report"})
  void an_unknown_rollout_is_a_problem_document(String part) {
    as("operator")
        .get(agent + "/rollouts/r-20260105-000000" + part)
        .then()
        .statusCode(404)
        .contentType(Problem.MEDIA_TYPE);
  }

  @ParameterizedTest
  @CsvSource({
    "/service/logs?tail=abc, tail",
    "/service/logs?name=ollama&tail=1.5, tail",
    "/service/capacity?memoryBytes=1.5, memoryBytes",
    "/service/capacity?memoryBytes=99999999999999999999, memoryBytes"
  })
  void a_parameter_that_is_no_number_is_named(String path, String parameter) {
    as("80")
        .accept("*/*")
        .get(agent + path)
        .then()
        .statusCode(400)
        .contentType(Problem.MEDIA_TYPE)
        .body("code", is("bad-input"))
        .body("detail", is(parameter + ": it has to be a whole number"));
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, application/json, application/json, 405",
    "PUT, application/json, image/png, 406",
    "PUT, text/plain, application/json, 415"
  })
  void a_request_of_another_kind_has_its_own_status(
      String method, String type, String accepted, int status) {
    as("operator")
        .contentType(type)
        .accept(accepted)
        .body("{}")
        .request(method, agent + "/service")
        .then()
        .statusCode(status)
        .contentType(Problem.MEDIA_TYPE)
        .body("status", is(status));
  }
}
