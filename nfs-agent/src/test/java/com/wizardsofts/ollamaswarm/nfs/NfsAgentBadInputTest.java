package com.wizardsofts.ollamaswarm.nfs;

import static com.wizardsofts.ollamaswarm.trust.Caller.as;
import static com.wizardsofts.ollamaswarm.trust.Caller.inPieces;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.trust.LabPki;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused over REST, before a program or a file sees it. */
@QuarkusTest
@QuarkusTestResource(LabPki.class)
@TestProfile(NfsAgentResourceTest.OwnStore.class)
class NfsAgentBadInputTest {
  @TestHTTPResource(value = "/v1", tls = true)
  URI agent;

  private final Path store = ConfigProvider.getConfig().getValue("nfs-agent.store", Path.class);

  @ParameterizedTest
  @ValueSource(strings = {"/models", "/export", "/store/prune"})
  void a_huge_body_is_refused_unread(String path) {
    var request = asked().body(name(2 << 20));
    refused(path.equals("/export") ? request.put(agent + path) : request.post(agent + path), 413)
        .body("code", is("body.too-large"))
        .body("remedy", not(is("")));
  }

  @ParameterizedTest
  @CsvSource({"POST, /models", "PUT, /export", "POST, /store/prune"})
  void a_huge_body_that_comes_in_pieces_is_refused_too(String method, String path)
      throws Exception {
    assertThat(inPieces("operator", method, URI.create(agent + path), name(2 << 20)))
        .startsWith("HTTP/1.1 413 ")
        .contains(Problem.MEDIA_TYPE, "\"body.too-large\"", "HTTP/1.1 200 OK");
  }

  @Test
  void a_small_body_that_comes_in_pieces_is_read() throws Exception {
    assertThat(inPieces("operator", "POST", URI.create(agent + "/models"), name(100)))
        .startsWith("HTTP/1.1 400 ")
        .contains("\"bad-input\"", "xxx");
  }

  @Test
  void a_request_of_http_2_whose_size_nobody_tells_is_answered() throws Exception {
    try (var http =
        HttpClient.newBuilder()
            .sslContext(LabPki.caller("operator"))
            .version(HttpClient.Version.HTTP_2)
            .build()) {
      var request = HttpRequest.newBuilder(URI.create(agent + "/status")).build();
      var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  private static String name(int length) {
    return "{\"name\":\"%s\"}".formatted("x".repeat(length));
  }

  @ParameterizedTest
  @CsvSource({"/export", "/export/file", "/model-use", "/models", "/store/prune"})
  void an_unknown_field_is_named_wherever_it_is(String path) {
    var request = asked().body("{\"unheardOf\":1}");
    var post = path.equals("/models") || path.equals("/store/prune");
    refused(post ? request.post(agent + path) : request.put(agent + path), 400)
        .body("code", is("unknown-key"))
        .body("detail", containsString("unheardOf"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"name\":\"a\",\"name\":\"b\"}", "{\"name\":\"a\"} b"})
  void a_name_that_comes_twice_and_what_follows_the_body_are_refused(String body) {
    refused(asked().body(body).post(agent + "/models"), 400).body("code", is("bad-input"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "@nodes",
        "s84.example",
        "10.0.0.0/33",
        "10.0.0.1/24",
        "10.0.0.256",
        "10.0.0.0/24(rw)",
        "10.0.0.0/24 *",
        "-h",
        ""
      })
  void a_client_that_is_no_network_is_refused(String client) {
    exportOf(store.toString(), client, "ro").body("code", is("bad-input"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw)", "ro,rw", "refer=/x@198.51.100.9", "exec", "ro *(rw", ""})
  void an_option_that_exports_does_not_have_is_refused(String option) {
    exportOf(store.toString(), "10.0.0.0/24", option).body("code", is("bad-input"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/etc", "/opt/ollama-models/../../etc", "", "models"})
  void a_path_that_is_not_the_store_is_refused(String path) {
    exportOf(path, "10.0.0.0/24", "ro").body("code", is("bad-input"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"wanted\":[]}", "{\"wanted\":[],\"loaded\":{\"s84\":[\"../x\"]}}"})
  void a_use_of_models_that_is_not_whole_is_refused(String body) {
    refused(asked().body(body).put(agent + "/model-use"), 400).body("code", is("bad-input"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..%2F..%2Fetc", "-rf", "a%0Ab", "%20", "a%2Fb%2Fc%2Fd%2Fe"})
  void a_path_with_what_is_no_models_name_is_refused(String name) {
    for (var action : new String[] {"", "/verify", "/repair"}) {
      var request = asked().urlEncodingEnabled(false);
      var url = agent + "/models/" + name + action;
      refused(action.isEmpty() ? request.delete(url) : request.post(url), 400)
          .body("code", is("bad-input"));
    }
  }

  @Test
  void a_store_behind_a_link_is_refused_and_comes_back_when_the_link_is_gone() throws Exception {
    // Given
    await().until(() -> Files.isDirectory(store));
    var elsewhere = store.resolveSibling("elsewhere");
    Files.move(store, elsewhere);
    Files.createSymbolicLink(store, elsewhere);
    try {
      // Then
      refused(asked().get(agent + "/store"), 409).body("code", is("store.unusable"));
      refused(asked().get(agent + "/models"), 409).body("code", is("store.unusable"));
    } finally {
      Files.delete(store);
      Files.move(elsewhere, store);
    }
    assertThat(asked().get(agent + "/store").statusCode()).isEqualTo(200);
  }

  private ValidatableResponse exportOf(String path, String client, String option) {
    return refused(
        asked()
            .body(
                "{\"path\":\"%s\",\"clients\":[\"%s\"],\"options\":[\"%s\"]}"
                    .formatted(path, client, option))
            .put(agent + "/export"),
        400);
  }

  private static RequestSpecification asked() {
    return as("operator").contentType(ContentType.JSON);
  }

  private static ValidatableResponse refused(Response answer, int status) {
    return answer.then().statusCode(status).contentType(Problem.MEDIA_TYPE);
  }
}
