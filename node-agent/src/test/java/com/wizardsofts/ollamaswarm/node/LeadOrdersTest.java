package com.wizardsofts.ollamaswarm.node;

import static com.wizardsofts.ollamaswarm.trust.Caller.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import com.wizardsofts.ollamaswarm.trust.LabPki;
import com.wizardsofts.ollamaswarm.trust.Lead;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whose orders an agent takes. Not asked of the native executable here: which lead it follows lies
 * in the machine's own folder, which only the lab's servers may change.
 */
@QuarkusTest
@QuarkusTestResource(LabPki.class)
@TestProfile(NodeAgentResourceTest.NoDocker.class)
class LeadOrdersTest {
  @TestHTTPResource(value = "/v1", tls = true)
  URI agent;

  /** Refused by the lead's number before the request itself is looked at, which is bad input. */
  @ParameterizedTest
  @CsvSource({
    "84, , 409",
    "84, 6 00000000-0000-0000-0000-000000000084 s84, 409",
    "84, no lead, 400",
    "84, 7 00000000-0000-0000-0000-000000000086 s86, 400",
    "84, 8 00000000-0000-0000-0000-000000000087 s87, 400",
    "operator, , 400"
  })
  void only_the_newest_lead_may_give_orders(
      String caller, @Nullable String lead, int status, @TempDir Path root) {
    // Given
    var known = new KnownLead(new HostFiles(root));
    known.follow(Lead.parse("7 00000000-0000-0000-0000-000000000086 s86"));
    QuarkusMock.installMockForType(known, KnownLead.class);
    // Then
    as(caller)
        .headers(lead == null ? Map.of() : Map.of(Lead.HEADER, lead))
        .contentType(ContentType.JSON)
        .body(Map.of("server", "s80", "path", "relative", "mountPoint", "relative"))
        .put(agent + "/mount")
        .then()
        .statusCode(status)
        .body("code", is(status == 409 ? "lead.superseded" : "bad-input"));
  }

  @Test
  void the_status_counts_the_orders_of_the_lead(@TempDir Path root) {
    // Given
    var known = new KnownLead(new HostFiles(root));
    known.follow(Lead.parse("8 00000000-0000-0000-0000-000000000087 s87"));
    QuarkusMock.installMockForType(known, KnownLead.class);
    var before = changes();
    // When
    order();
    // Then
    assertThat(changes()).isEqualTo(before + 1);
  }

  private int changes() {
    return as("80").get(agent + "/status").then().extract().path("changes");
  }

  private void order() {
    as("84")
        .header(Lead.HEADER, "8 00000000-0000-0000-0000-000000000087 s87")
        .contentType(ContentType.JSON)
        .body(Map.of("server", "s80", "path", "relative", "mountPoint", "relative"))
        .put(agent + "/mount")
        .then()
        .statusCode(400);
  }

  @Test
  void a_new_lead_is_followed_and_told_to_everybody_who_asks(@TempDir Path root) {
    // Given
    QuarkusMock.installMockForType(new KnownLead(new HostFiles(root)), KnownLead.class);
    as("80").get(agent + "/lead").then().statusCode(200).body("number", is(0));
    var lead = Map.of("number", 3, "id", "00000000-0000-0000-0000-000000000084", "name", "s84");
    // When
    as("84")
        .contentType(ContentType.JSON)
        .body(lead)
        .put(agent + "/lead")
        .then()
        .statusCode(200)
        .body("number", is(3));
    // Then
    as("80").get(agent + "/lead").then().body("name", is("s84"));
    as("operator")
        .contentType(ContentType.JSON)
        .body(lead)
        .put(agent + "/lead")
        .then()
        .statusCode(403);
  }
}
