package com.wizardsofts.ollamaswarm.nfs;

import static io.restassured.RestAssured.when;

import com.wizardsofts.ollamaswarm.problem.GeneratedPage;
import com.wizardsofts.ollamaswarm.trust.LabPki;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What Prometheus is told, as it is told. */
@QuarkusTest
@QuarkusTestResource(LabPki.class)
@TestProfile(NfsAgentResourceTest.OwnStore.class)
class MetricsPageTest {
  private static final Pattern HELP = Pattern.compile("(?m)^# HELP (ollama_swarm_\\w+) (.+)$");

  @TestHTTPResource(value = "/metrics", management = true)
  URI metrics;

  @Test
  void the_page_of_metrics_is_up_to_date() throws IOException {
    var told = when().get(metrics).then().statusCode(200).extract().asString();
    var rows =
        HELP.matcher(told)
            .results()
            .map(help -> "| `%s` | %s |\n".formatted(help.group(1), help.group(2).strip()))
            .sorted()
            .collect(Collectors.joining());
    new GeneratedPage("metrics.md")
        .mustBe(
            """
            # Metrics

            Each agent answers Prometheus at `/q/metrics` of its port for health and metrics (9480, 9484; on loopback), with the
            figures of Quarkus (`http_server_requests`, `jvm_`, `process_`). The nfs-agent tells besides:

            | gauge | what |
            |---|---|
            """
                + rows
                + """

                A gauge is `NaN` while it cannot be seen. How long ago the last verification was:
                `time() - ollama_swarm_store_verification_seconds`; whether it found all well, but for what was mended since:
                `ollama_swarm_store_verification_damaged_files == 0`.
                """);
  }
}
