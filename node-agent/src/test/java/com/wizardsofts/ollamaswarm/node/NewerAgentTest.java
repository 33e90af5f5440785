package com.wizardsofts.ollamaswarm.node;

import static com.wizardsofts.ollamaswarm.trust.Caller.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.is;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.LeadApi;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.node.cli.FakeLead;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.trust.LabPki;
import com.wizardsofts.ollamaswarm.trust.Lead;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent of a newer minor version, whose answers have fields that this one does not know. */
@QuarkusTest
@QuarkusTestResource(LabPki.class)
@TestProfile(NodeAgentResourceTest.NoDocker.class)
class NewerAgentTest {
  @Inject AgentClients agents;

  @TestHTTPResource(value = "/v1", tls = true)
  URI us;

  private FakeLead newer;

  @BeforeEach
  void it_listens() {
    newer = new FakeLead();
  }

  @AfterEach
  void it_ends() {
    newer.close();
  }

  @Test
  void its_answers_are_understood() {
    newer
        .answers("GET /v1/lead", 200, "{\"number\":3,\"id\":\"i\",\"name\":\"s84\",\"new\":[1]}")
        .answers(
            "GET /v1/status",
            200,
            "{\"agent\":\"node-agent\",\"clock\":\"2026-01-05T10:00:00Z\",\"new\":{\"a\":1}}");
    assertThat(agents.lead(newer.address(), LeadApi::lead)).isEqualTo(new Lead(3, "i", "s84"));
    assertThat(agents.node(newer.address(), NodeAgentApi::status).agent()).isEqualTo("node-agent");
    assertThat(agents.nfs(newer.address(), NfsAgentApi::status).agent()).isEqualTo("node-agent");
  }

  @Test
  void its_problems_are_understood() {
    newer.answers(
        "GET /v1/lead",
        409,
        "{\"code\":\"lead.other\",\"title\":\"t\",\"status\":409,\"detail\":\"d\",\"new\":1}");
    assertThatThrownBy(() -> agents.lead(newer.address(), LeadApi::lead))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("lead.other"));
  }

  @Test
  void what_it_asks_of_us_is_read_strictly() {
    as("operator")
        .contentType(ContentType.JSON)
        .body("{\"server\":\"198.51.100.80\",\"new\":1}")
        .put(us + "/mount")
        .then()
        .statusCode(400)
        .body("code", is("unknown-key"));
  }

  @Test
  void a_number_is_not_taken_for_text() {
    as("operator")
        .contentType(ContentType.JSON)
        .body("{\"labels\":{\"version\":1.10}}")
        .put(us + "/service")
        .then()
        .statusCode(400)
        .body("code", is("bad-input"))
        .body("detail", is("labels.version: it has to be text: put it in quotes"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"replicas\":\"０\"}",
        "{\"replicas\":\"2\"}",
        "{\"replicas\":2.9}",
        "{\"replicas\":2} trailing",
        "{\"replicas\":2,\"replicas\":2}"
      })
  void a_number_that_is_none_a_second_one_and_a_rest_are_refused(String body) {
    as("operator")
        .contentType(ContentType.JSON)
        .body(body)
        .post(us + "/service/scale")
        .then()
        .statusCode(400)
        .contentType(Problem.MEDIA_TYPE)
        .body("code", is("bad-input"));
  }
}
