package com.wizardsofts.ollamaswarm.node.gateway.file;

import static com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider.SWARM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnLinesTest {
  private static final String BEFORE =
      """
      entryPoints:   # doors
        web:
          address: ":80"
      providers:
        docker: {exposedByDefault: false}
      """;
  private static final GatewaySpec SPEC =
      new GatewaySpec(
          "traefik", Path.of("/t.yml"), 11434, "n", "o", "a:1", Duration.ofMinutes(1), 1000, false);
  private static final String OURS = StaticFile.read(SPEC, SWARM, BEFORE).text();

  @Test
  void lines_that_were_added_changed_and_deleted_around_ours_stay_so() {
    var now =
        OURS.replace("# doors", "# two doors")
            .replace("address: \":80\"", "address: \":81\"")
            .replace("providers:\n", "api: {}\nproviders:\n  http: {endpoint: x}\n")
            .concat("log: {}\n");
    assertThat(OwnLines.takeOut(BEFORE, OURS, now))
        .isEqualTo(
            """
            entryPoints:   # two doors
              web:
                address: ":81"
            api: {}
            providers:
              http: {endpoint: x}
              docker: {exposedByDefault: false}
            log: {}
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a: 1", "providers:\n", "providers:\r\n  docker: {}\r\n", "#\n\n\n"})
  void what_was_not_edited_is_as_before_to_the_byte(String before) {
    var ours = StaticFile.read(SPEC, SWARM, before).text();
    assertThat(ours).isNotEqualTo(before);
    assertThat(OwnLines.takeOut(before, ours, ours)).isEqualTo(before);
  }

  @Test
  void a_text_without_our_lines_stays_as_it_is() {
    var now = BEFORE + "log: {}\n";
    assertThat(OwnLines.takeOut(BEFORE, OURS, now)).isEqualTo(now);
  }

  @ParameterizedTest
  @ValueSource(strings = {"  ollama:\n    http: {}\n", "  door:\n"})
  void what_was_put_under_our_lines_or_in_their_place_is_not_torn_out(String edit) {
    var now = OURS.replace("  ollama:\n", edit);
    assertThat(now).isNotEqualTo(OURS);
    assertThatThrownBy(() -> OwnLines.takeOut(BEFORE, OURS, now)).isInstanceOf(Refusal.class);
  }
}
