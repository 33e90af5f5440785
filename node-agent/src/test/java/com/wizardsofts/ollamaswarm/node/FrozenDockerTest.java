package com.wizardsofts.ollamaswarm.node;

import static com.wizardsofts.ollamaswarm.trust.Caller.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.wizardsofts.ollamaswarm.trust.LabPki;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A server whose dockerd has come to a halt: its agent still says how the server is, and that. The
 * checks share ten seconds, so one that waited for Docker's work would say that it had no answer.
 */
@QuarkusTest
@QuarkusTestResource(LabPki.class)
@TestProfile(FrozenDockerTest.Frozen.class)
class FrozenDockerTest {
  @TestHTTPResource(value = "/v1", tls = true)
  URI agent;

  /** With a dockerd that was stopped. */
  public static class Frozen implements QuarkusTestProfile {
    @Override
    public List<TestResourceEntry> testResources() {
      return List.of(new TestResourceEntry(FrozenDocker.class));
    }
  }

  @Test
  void the_diagnosis_says_that_docker_is_frozen_and_nothing_else() {
    as("80")
        .get(agent + "/diagnosis")
        .then()
        .statusCode(200)
        .body("code", is(List.of("docker.frozen")))
        .body("[0].cause", containsString("no answer within 5 s"))
        .body("[0].remedy", containsString("systemctl restart docker"));
  }

  @Test
  void the_status_is_told_without_docker() {
    var status = as("80").get(agent + "/status").then().statusCode(200);
    assertThat(status.extract().<String>path("dockerVersion")).isNull();
    assertThat(status.extract().<String>path("swarm")).isEqualTo("unknown");
  }
}
