package com.wizardsofts.ollamaswarm.node.lead;

import static com.wizardsofts.ollamaswarm.trust.Caller.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.wizardsofts.ollamaswarm.docker.DockerRequests;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.trust.Caller;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A lead from its first rollout to the rollback, with stand-ins for everything outside: each
 * request of a caller, and each of its own, goes over a real connection. The tests go on from one
 * another, as an operator does.
 */
@QuarkusTest
@TestProfile(LeadTest.OnTheVirtualMachine.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LeadTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int MOST_FOLLOWERS = 8;
  private static String rollout = "";

  @TestHTTPResource(value = "/v1", tls = true)
  URI agent;

  /** With the stand-ins. */
  public static class Alone implements QuarkusTestProfile {
    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(StandIns.class));
    }
  }

  /** With the files of {@link OwnServer}. */
  public static class OnTheVirtualMachine extends Alone {
    @Override
    public Set<Class<?>> getEnabledAlternatives() {
      return Set.of(OwnServer.class);
    }
  }

  @Test
  @Order(1)
  void a_plan_tells_what_a_rollout_would_do() {
    as("operator")
        .contentType(ContentType.JSON)
        .body("{\"dryRun\":true}")
        .post(agent + "/rollouts")
        .then()
        .statusCode(200)
        .body("hash", not(is("")))
        .body("steps.id", hasItems("store.swarm", "deploy.gateway", "deploy.cut-over"))
        .body("steps.seen", not(hasItem("BLOCKED")));
  }

  @Test
  @Order(2)
  void a_rollout_with_its_proofs_ends_well() {
    rollout = ordered("/rollouts", "{\"prove\":true}");
    ends(rollout, "DONE");
  }

  @Test
  @Order(3)
  void its_events_and_its_report_tell_what_was_done() {
    var url = agent + "/rollouts/" + rollout;
    var events = as("operator").get(url + "/events");
    events.then().statusCode(200).contentType("text/event-stream");
    var last = events.asString().lines().filter(line -> line.startsWith("id:")).toList().getLast();
    assertThat(events.asString()).contains("prove.recovery", "\"kind\":\"DONE\"");
    as("operator")
        .header("Last-Event-ID", last.substring("id:".length()).strip())
        .get(url + "/events")
        .then()
        .statusCode(200)
        .body(is(""));
    as("85").get(agent + "/rollouts").then().statusCode(200).body("", hasItem(rollout));
    as("85").accept("text/plain").get(url + "/report").then().body(containsString("criteria met"));
    as("85").accept("text/html").get(url + "/report").then().body(containsString("<table"));
    as("85").accept(ContentType.JSON).get(url + "/report").then().body("criteria", hasSize(9));
  }

  @Test
  @Order(4)
  void the_service_is_seen_as_it_is() {
    asked("/service").body("desired", is(2)).body("running", is(2));
    asked("/service/tasks").body("state", hasItem("running"));
    asked("/service/stats").body("replicas", hasSize(2)).body("replicas[0].cpuPercent", is(40f));
    asked("/service/capacity?memoryBytes=1073741824").body("fits", is(64));
    asked("/service/logs?tail=100").body(containsString("task00000000  Listening on"));
    asked("/replicas").body("", hasSize(2));
    asked("/replicas/requests?token=api/version").body("size()", is(2));
    asked("/loaded-models").body("", is(List.of("mistral:7b")));
    String task = asked("/replicas").extract().path("[0].task");
    changed("DELETE", "/replicas/c" + task, null).statusCode(204);
    changed("DELETE", "/replicas/none", null).statusCode(404);
  }

  @Test
  @Order(5)
  void a_log_is_followed_while_it_grows() {
    var word = "followed-" + rollout;
    try (var log = new FollowedLog(agent + "/service/logs?tail=100&follow=true")) {
      await().until(() -> log.has("Listening on"));
      control("POST", "/test/asked?" + word);
      await().until(() -> log.has(word));
    }
  }

  @Test
  @Order(5)
  void followers_who_leave_at_once_keep_nobody_out() throws Exception {
    var url = agent + "/service/logs?tail=100&follow=true";
    for (int i = 0; i <= MOST_FOLLOWERS; i++) {
      Caller.leaves("85", URI.create(url));
    }
    var followers = new ArrayList<FollowedLog>();
    try {
      for (int i = 0; i < MOST_FOLLOWERS; i++) {
        await().until(() -> follows(url, followers));
      }
      as("85")
          .get(url)
          .then()
          .statusCode(429)
          .contentType(Problem.MEDIA_TYPE)
          .body("code", is("log.too-many-followers"));
    } finally {
      followers.forEach(FollowedLog::close);
    }
  }

  @Test
  @Order(6)
  void the_service_is_changed_and_what_cannot_come_true_is_refused() {
    changed("POST", "/service/scale", "{\"replicas\":3}").statusCode(200).body("desired", is(3));
    changed("POST", "/service/scale", "{\"replicas\":33}").statusCode(400);
    changed("POST", "/service/restart", null).statusCode(200);
    changed("PUT", "/service", "{\"memoryBytes\":1073741824,\"replicas\":2}")
        .statusCode(200)
        .body("desired", is(2));
    changed("PUT", "/service", "{\"image\":\"ollama/ollama:none\"}")
        .statusCode(502)
        .body("code", is("image.missing"))
        .body("cause", containsString("manifest unknown"));
  }

  @Test
  @Order(7)
  void the_gateway_is_seen_and_what_a_change_would_take_away() {
    asked("/gateway").body("version", is("3.7.15")).body("backends", hasSize(2));
    changed("PUT", "/gateway", "{\"dryRun\":true}").statusCode(200).body("differences", hasSize(0));
    control("POST", "/test/by-hand");
    control("POST", "/test/traefik?2.11.31");
    changed("PUT", "/gateway", "{\"dryRun\":true}")
        .statusCode(200)
        .body("version", is("2.11.31"))
        .body("lostRouters", hasItem("whoami@docker"))
        .body("refusal.code", is("gateway.loses-routers"))
        .body("diff", containsString("+    swarmMode: true"));
    control("POST", "/test/traefik?3.7.15");
  }

  @Test
  @Order(8)
  void a_second_node_comes_in_and_what_was_changed_by_hand_is_put_right() {
    control("POST", "/test/second?true");
    ends(ordered("/rollouts", "{\"prove\":false}"), "DONE");
    changed("POST", "/service/scale", "{\"replicas\":6}").statusCode(200);
    asked("/service/stats").body("missing", hasSize(0));
    asked("/cluster").body("agents.server", hasItems("s84", "s85")).body("agents", hasSize(3));
    asked("/diagnosis").body("code", not(hasItem("check.failed")));
    asked("/diagnosis?own=true").body("code", not(hasItem("docker.down")));
  }

  @Test
  @Order(9)
  void mounts_and_images_of_this_node_are_seen_and_refused() {
    asked("/mount?mountPoint=/opt/ollama-models")
        .body("networkType", is(false))
        .body("unitChange", is(nullValue()));
    asked("/mount?mountPoint=/opt/ollama-models&server=10.0.0.80&path=/opt/ollama-models")
        .body("unitChange", containsString("+What=10.0.0.80:/opt/ollama-models"));
    asked("/mount/users?mountPoint=/opt/wizardsofts-megabuild/traefik")
        .body("$", hasItem("/traefik"));
    asked("/node?mountPoint=/opt/ollama-models")
        .body("status.agent", is("node-agent"))
        .body("mount.networkType", is(false));
    changed("PUT", "/mount", "{\"server\":\"10.0.0.80\",\"path\":\"/a\",\"mountPoint\":\"/a;b\"}")
        .statusCode(400);
    changed("DELETE", "/mount?mountPoint=/opt/wizardsofts-megabuild/traefik", null)
        .statusCode(409)
        .contentType(Problem.MEDIA_TYPE);
    changed("DELETE", "/mount/unit?mountPoint=/opt/nothing", null)
        .statusCode(200)
        .body("ours", is(false));
    changed("DELETE", "/mount?mountPoint=/opt/nothing", null)
        .statusCode(200)
        .body("type", is(nullValue()));
    asked("/image?reference=ollama/ollama:latest").body("id", is("sha256:ollama"));
    changed("PUT", "/image", "{\"reference\":\"ollama/ollama:0.17.4\"}")
        .statusCode(200)
        .body("id", is("sha256:ollama"));
  }

  @Test
  @Order(10)
  void an_operator_makes_this_server_the_lead_anew() {
    asked("/status").body("swarm", is("active")).body("manager", is(true));
    asked("/lead").body("name", is("s84"));
    changed("POST", "/lead/take", null).statusCode(200).body("name", is("s84"));
    var itself = asked("/lead").extract().asString();
    var lead = as("84").contentType(ContentType.JSON);
    lead.body(itself).put(agent + "/lead").then().statusCode(200).body("name", is("s84"));
    as("84")
        .contentType(ContentType.JSON)
        .body("{\"number\":1,\"id\":\"00000000-0000-0000-0000-000000000086\",\"name\":\"s86\"}")
        .put(agent + "/lead")
        .then()
        .statusCode(409)
        .body("code", is("lead.superseded"));
  }

  @Test
  @Order(11)
  void what_was_rolled_out_is_rolled_back_newest_first() {
    changed("POST", "/rollouts/" + rollout + "/rollback", "{}")
        .statusCode(409)
        .body("code", is("rollout.not-newest"));
    List<String> ids = as("operator").get(agent + "/rollouts").then().extract().path("");
    changed("GET", "/rollouts/" + rollout + "/rollback?to=store", null)
        .statusCode(200)
        .body("steps.id", hasItems("deploy.service", "deploy.gateway"))
        .body("steps.interruption", hasItem(containsString("whoami@docker")))
        .body("steps.phase", not(hasItem("store")));
    for (var id : ids.reversed()) {
      changed("POST", "/rollouts/" + id + "/resume", null).statusCode(409);
      changed("POST", "/rollouts/" + id + "/cancel", null).statusCode(202);
      ordered("/rollouts/" + id + "/rollback", "{}");
      ends(id, "ROLLED_BACK");
      control("POST", "/test/second?false");
    }
    changed("GET", "/service", null).statusCode(409).body("code", is("swarm.inactive"));
  }

  @Test
  @Order(12)
  void every_endpoint_was_reached() {
    // This agent has no long operations; what it shares with the other one says so.
    var ofTheOther = "GET /v1/operations/{id}/events";
    as("85")
        .get(agent + "/operations/none/events")
        .then()
        .statusCode(404)
        .body("code", is("not-found"));
    // Refused above: the kernel's NFS and a lead that was killed are the lab's, on executables too.
    var resume = "POST /v1/rollouts/{id}/resume";
    var mount = "PUT /v1/mount";
    assertThat(ServerStandIns.notReached()).containsExactly(ofTheOther, resume, mount);
  }

  @Test
  @Order(13)
  void every_kind_of_request_that_docker_can_get_was_sent() {
    var requests = DockerRequests.of(LeadTest.class);
    requests.checkPlaces();
    requests.checkSeen(RestAssured.get(ServerStandIns.control("/test/seen")).path(""));
  }

  /** Whoever left makes room a moment later. */
  private static boolean follows(String url, List<FollowedLog> followers) {
    var follower = new FollowedLog(url);
    followers.add(follower);
    return follower.status() == 200;
  }

  private String ordered(String path, String body) {
    return changed("POST", path, body).statusCode(202).extract().path("id");
  }

  private void ends(String id, String state) {
    var url = agent + "/rollouts/" + id;
    await()
        .atMost(LONG)
        .until(() -> !as("85").get(url).then().extract().path("state").equals("RUNNING"));
    as("85").get(url).then().body("state", is(state)).body("problem", is((Object) null));
  }

  private ValidatableResponse asked(String path) {
    return as("85").get(agent + path).then().statusCode(200);
  }

  private ValidatableResponse changed(String method, String path, @Nullable String body) {
    var request = as("operator").contentType(ContentType.JSON);
    return (body == null ? request : request.body(body)).request(method, agent + path).then();
  }

  private static void control(String method, String path) {
    RestAssured.given().request(method, ServerStandIns.control(path)).then().statusCode(200);
  }
}
