package com.wizardsofts.ollamaswarm.node.swarm.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnLabelsTest {

  @Test
  void they_stand_beside_the_gateways_with_one_that_names_them() {
    // When
    var labels = Specs.json(Specs.labelled(Map.of("team", "search", "example.com/tier", "")));
    // Then
    var wanted = Specs.json();
    wanted
        .withObjectProperty("Labels")
        .put("team", "search")
        .put("example.com/tier", "")
        .put("ollama-swarm.labels", "example.com/tier,team");
    assertThat(labels).isEqualTo(wanted);
  }

  @Test
  void without_any_there_is_none_that_names_them() {
    assertThat(Specs.json().path("Labels").properties())
        .allMatch(label -> label.getKey().startsWith("traefik."));
  }

  @ParameterizedTest
  @CsvSource({
    "traefik.enable, Traefik makes routes, dynamic file",
    "traefik.http.routers.mine.rule, Traefik makes routes, dynamic file",
    "com.docker.stack.namespace, Docker keeps, your own domain",
    "io.docker.x, Docker keeps, your own domain",
    "org.dockerproject.x, Docker keeps, your own domain",
    "ollama-swarm.labels, the agents' own, another name"
  })
  void a_key_that_means_something_to_others_is_refused_with_the_reason(
      String key, String why, String remedy) {
    var problem = refused(Map.of(key, "x"));
    assertThat(problem.code()).isEqualTo("bad-input");
    assertThat(problem.detail()).contains("labels of the service: " + key, why);
    assertThat(problem.remedy()).contains(remedy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Team", "a b", "a,b", ".a", "a=b"})
  void a_key_outside_the_grammar_of_labels_is_refused(String key) {
    assertThat(refused(Map.of(key, "x")).detail())
        .contains("labels of the service: \"" + key + "\"");
  }

  @Test
  void a_value_is_text_of_bounded_length() {
    assertThat(refused(Map.of("team", "a\nb")).detail()).contains("team", "control characters");
    assertThat(refused(Map.of("team", "x".repeat(1025))).detail()).contains("team", "1024");
    assertThat(new OwnLabels(Map.of("team", "ü`$(x)".repeat(100))).all()).containsKey("team");
  }

  @Test
  void there_are_not_more_than_a_replica_could_need() {
    var many =
        IntStream.range(0, 65).boxed().collect(Collectors.toMap(i -> "label-" + i, i -> "x"));
    assertThat(refused(many).detail()).contains("65 labels are more than 64");
  }

  private static Problem refused(Map<String, String> labels) {
    var thrown = new Problem[1];
    assertThatThrownBy(() -> new OwnLabels(labels))
        .isInstanceOfSatisfying(ProblemException.class, e -> thrown[0] = e.problem());
    return thrown[0];
  }
}
