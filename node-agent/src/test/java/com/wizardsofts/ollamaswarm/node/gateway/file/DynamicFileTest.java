package com.wizardsofts.ollamaswarm.node.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamicFileTest {
  private static final GatewaySpec SPEC =
      new GatewaySpec(
          "traefik", Path.of("/t.yml"), 11434, "n", "o", "a:1", Duration.ofMinutes(1), 1000, false);

  @ParameterizedTest
  @ValueSource(strings = {"3.7.6", "3.7.15", "3.10.1", "4.0.0"})
  void requests_are_read_to_their_end_where_traefik_can(String version) throws Exception {
    var retry = retry(version);

    assertThat(retry.path("status")).hasSize(1);
    assertThat(retry.path("status").path(0).asText()).isEqualTo("599");
    assertThat(retry.path("retryNonIdempotentMethod").asBoolean()).isTrue();
    assertThat(retry.path("attempts").asInt()).isEqualTo(20);
  }

  /** An unknown key would make Traefik leave out the whole file. */
  @ParameterizedTest
  @ValueSource(strings = {"3.0.4", "3.6.16", "3.7.5"})
  void an_older_traefik_is_given_no_key_that_it_does_not_know(String version) throws Exception {
    assertThat(retry(version).properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("attempts", "initialInterval");
  }

  @Test
  void requests_are_counted_together_whatever_a_client_says_of_itself() throws Exception {
    var text = DynamicFile.text(SPEC, new TraefikVersion("3.7.15"));
    var middlewares = new YAMLMapper().readTree(text).at("/http/middlewares");
    var header = middlewares.at("/ollama-most/inFlightReq/sourceCriterion/requestHeaderName");

    assertThat(middlewares.at("/ollama-most/inFlightReq/amount").asInt()).isEqualTo(1000);
    assertThat(middlewares.at("/ollama-same/headers/customRequestHeaders").has(header.asText()))
        .isTrue();
    assertThat(middlewares.at("/ollama-retry/chain/middlewares"))
        .extracting(JsonNode::asText)
        .containsExactly("ollama-same", "ollama-most", "ollama-again");
  }

  @Test
  void a_text_is_known_as_unedited_by_the_hash_in_it() {
    var text = DynamicFile.text(SPEC, new TraefikVersion("3.7.15"));
    var older = text.replaceFirst("# SHA-256 .*\n", "");

    assertThat(older).hasSizeLessThan(text.length());
    assertThat(DynamicFile.isOurs(text)).isTrue();
    assertThat(DynamicFile.isOurs(older)).isTrue();
    assertThat(DynamicFile.isUnedited(text)).isTrue();
    assertThat(DynamicFile.isUnedited(older)).isTrue();
    assertThat(DynamicFile.isUnedited(text.replace("amount: 1000", "amount: 5"))).isFalse();
    assertThat(DynamicFile.isUnedited(text.stripTrailing())).isFalse();
    assertThat(DynamicFile.isUnedited(text.substring(0, text.indexOf("\nhttp:")))).isFalse();
    assertThat(DynamicFile.isUnedited("http: {}\n")).isFalse();
  }

  private static JsonNode retry(String version) throws Exception {
    var text = DynamicFile.text(SPEC, new TraefikVersion(version));
    return new YAMLMapper().readTree(text).at("/http/middlewares/ollama-again/retry");
  }
}
