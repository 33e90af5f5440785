package com.wizardsofts.ollamaswarm.node.gateway.file;

import static com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider.DOCKER;
import static com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider.SWARM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.DeltaType;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFileTest {
  private static final GatewaySpec SPEC =
      new GatewaySpec(
          "traefik",
          Path.of("/etc/traefik/traefik.yml"),
          11434,
          "ollama-network",
          "ollama",
          "10.0.0.80:7480",
          Duration.ZERO,
          1000,
          false);

  @ParameterizedTest
  @MethodSource("accepted")
  void a_file_keeps_every_line_that_it_had(Path file) throws IOException {
    var text = Files.readString(file);
    keepsEveryLine(file, text);
    keepsEveryLine(file, text.replaceAll("\r?\n", "\r\n"));
    keepsEveryLine(file, text.stripTrailing());
  }

  /** As Traefik 2 needs it where the file's name says so. */
  private static StaticFile read(Path file, String text) {
    var isVersionTwo = file.getFileName().toString().startsWith("v2-");
    return StaticFile.read(SPEC, isVersionTwo ? DOCKER : SWARM, text);
  }

  private static void keepsEveryLine(Path file, String text) {
    // When
    var result = read(file, text);
    // Then
    var lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
    var grownAtTheEnd = result.text().endsWith("\n") && !text.isEmpty() && !text.endsWith("\n");
    var whole = grownAtTheEnd ? text + lineEnd : text;
    assertThat(DiffUtils.diff(lines(whole), lines(result.text())).getDeltas())
        .allSatisfy(
            delta -> {
              assertThat(delta.getType()).isEqualTo(DeltaType.INSERT);
              assertThat(delta.getTarget().getLines()).allMatch(line -> line.endsWith(lineEnd));
            });
  }

  private static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("(?<=\n)"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void a_file_becomes_byte_for_byte_what_was_written_down_for_it(Path file) throws IOException {
    assertThat(read(file, Files.readString(file)).text())
        .isEqualTo(Files.readString(beside(file, "spliced")));
  }

  private static Path beside(Path file, String folder) {
    return file.resolveSibling(Path.of("..", folder, file.getFileName().toString()));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void what_was_added_is_not_added_again(Path file) throws IOException {
    var once = read(file, Files.readString(file));
    var twice = read(file, once.text());
    assertThat(twice.text()).isEqualTo(once.text());
    assertThat(twice.added()).isEmpty();
    assertThat(twice.entryPoint()).isEqualTo(once.entryPoint());
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void the_new_file_says_all_that_is_needed(Path file) throws IOException {
    // When
    var result = read(file, Files.readString(file));
    // Then
    var root = YamlTree.root(result.text()).orElseThrow();
    assertThat(YamlTree.scalar(root, "entryPoints", result.entryPoint(), "address").orElseThrow())
        .contains(":11434");
    assertThat(
            YamlTree.scalar(
                root,
                "entryPoints",
                result.entryPoint(),
                "transport",
                "respondingTimeouts",
                "readTimeout"))
        .get()
        .isIn("0", "0s");
    if (file.getFileName().toString().startsWith("v2-")) {
      assertThat(YamlTree.scalar(root, "providers", "docker", "swarmMode"))
          .get()
          .isIn("true", "True");
      assertThat(YamlTree.scalar(root, "providers", "docker", "swarmModeRefreshSeconds"))
          .get()
          .isIn("1", "2s");
      assertThat(YamlTree.at(root, "providers", "swarm")).isEmpty();
    } else {
      assertThat(YamlTree.scalar(root, "providers", "swarm", "refreshSeconds"))
          .get()
          .isIn("1", "2s");
    }
    assertThat(YamlTree.scalar(root, "providers", "file", "directory"))
        .contains(result.dynamicFolder());
  }

  @ParameterizedTest
  @MethodSource("refused")
  void a_file_that_cannot_be_changed_safely_is_refused_with_the_lines(Path file)
      throws IOException {
    // Given
    var text = Files.readString(file);
    var why = text.lines().findFirst().orElseThrow().replace("# refused: ", "");
    var byHand = Files.readString(beside(file, "by-hand"));
    // Then
    assertThatThrownBy(() -> read(file, text))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("gateway.file");
              assertThat(e.problem().cause()).containsPattern(why);
              assertThat(e.problem().detail()).endsWith("What it needs to say:\n" + byHand);
            });
  }

  @Test
  void the_lines_stand_under_their_key_and_above_the_first_entry() {
    // When
    var result =
        StaticFile.read(
            SPEC,
            SWARM,
            """
            entryPoints:   # the doors
                # the public one
                web:
                    address: ":80"
            providers:

              docker:
                network: web
            """);
    // Then
    assertThat(result.text())
        .isEqualTo(
            """
            entryPoints:   # the doors
                ollama:
                    address: ":11434"
                    transport:
                        respondingTimeouts:
                            readTimeout: 0
                        lifeCycle:
                            graceTimeOut: 30s
                # the public one
                web:
                    address: ":80"
            providers:
              swarm:
                endpoint: unix:///var/run/docker.sock
                exposedByDefault: false
                refreshSeconds: 1
              file:
                directory: /etc/ollama-swarm/gateway

              docker:
                network: web
            """);
    assertThat(result.added())
        .containsExactly("entryPoints.ollama", "providers.swarm", "providers.file");
  }

  @Test
  void the_implicit_entry_point_is_written_down_before_ours_takes_its_place() {
    assertThat(StaticFile.read(SPEC, SWARM, "api: {insecure: true}\n").text())
        .contains("  http:\n    address: \":80\"\n  ollama:\n");
    assertThat(StaticFile.read(SPEC, SWARM, "entryPoints:\n  web:\n    address: :80\n").added())
        .doesNotContain("entryPoints.http");
  }

  @Test
  void an_entry_point_with_the_port_is_used_under_its_own_name() {
    var result = StaticFile.read(SPEC, SWARM, "entryPoints:\n  llm:\n    address: \":11434\"\n");
    assertThat(result.entryPoint()).isEqualTo("llm");
    assertThat(result.added()).contains("entryPoints.llm.transport").doesNotContain("ollama");
  }

  @Test
  void the_operators_folder_is_used_when_there_is_one() {
    var result =
        StaticFile.read(
            SPEC, SWARM, "providers:\n  file:\n    directory: /dyn\n    watch: false\n");
    assertThat(result.dynamicFolder()).isEqualTo("/dyn");
    assertThat(result.watched()).isFalse();
    assertThat(result.added()).doesNotContain("providers.file");
  }

  @ParameterizedTest
  @CsvSource({
    "v2-docker-null.yml,       true",
    "v2-anchors-elsewhere.yml, true",
    "v2-megabuild.yml,         false",
    "v2-other-case.yml,        false",
    "v2-minimal.yml,           false",
    "megabuild.yml,            false"
  })
  void traefik_2_is_seen_to_expose_every_service_when_nothing_forbids_it(String name, boolean all)
      throws IOException, URISyntaxException {
    var file = accepted().getFirst().resolveSibling(name);
    assertThat(read(file, Files.readString(file)).exposesServices()).isEqualTo(all);
  }

  @Test
  void the_api_is_found() {
    assertThat(StaticFile.read(SPEC, SWARM, "api: {insecure: true}\n").api())
        .isEqualTo(new StaticFile.Api(true, 8080));
    assertThat(
            StaticFile.read(
                    SPEC,
                    SWARM,
                    "entryPoints:\n  traefik: {address: ':9000'}\napi: {dashboard: true}\n")
                .api())
        .isEqualTo(new StaticFile.Api(false, 9000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/traefik/traefik.toml", "/etc/traefik/traefik"})
  void a_file_that_is_no_yaml_is_refused(String file) {
    var spec =
        new GatewaySpec(
            "traefik",
            Path.of(file),
            11434,
            "ollama-network",
            "ollama",
            "10.0.0.80:7480",
            Duration.ZERO,
            1000,
            false);
    assertThatThrownBy(() -> StaticFile.read(spec, SWARM, "[entryPoints]\n"))
        .hasMessageContaining("it is no YAML file");
  }

  static List<Path> accepted() throws IOException, URISyntaxException {
    return files("accepted");
  }

  static List<Path> refused() throws IOException, URISyntaxException {
    return files("refused");
  }

  private static List<Path> files(String folder) throws IOException, URISyntaxException {
    var url = StaticFileTest.class.getResource(folder);
    assertThat(url).isNotNull();
    try (var files = Files.list(Path.of(url.toURI()))) {
      return files.sorted().toList();
    }
  }
}
