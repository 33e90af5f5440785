package com.wizardsofts.ollamaswarm.node.swarm.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.node.swarm.Names;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceSpecTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ollama/ollama",
        "ollama/ollama:latest",
        "registry.example:5000/team/ollama:0.17.4",
        "REGISTRY.example/team/ollama",
        "localhost/ollama",
        "ollama/ollama@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void an_image_reference_is_taken(String reference) {
    assertThat(Names.check("image", Names.IMAGE, reference)).isEqualTo(reference);
  }

  @ParameterizedTest
  @MethodSource("odd")
  void an_odd_name_is_refused_with_its_field(Pattern grammar, String value) {
    assertThatThrownBy(() -> Names.check("the-field", grammar, value))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("the-field");
  }

  static Stream<Arguments> odd() {
    return Stream.of(
        Arguments.of(Names.IMAGE, ""),
        Arguments.of(Names.IMAGE, "../json"),
        Arguments.of(Names.IMAGE, "a/../b"),
        Arguments.of(Names.IMAGE, "a b"),
        Arguments.of(Names.IMAGE, "a?x=1"),
        Arguments.of(Names.IMAGE, "a:b:c"),
        Arguments.of(Names.IMAGE, "No"),
        Arguments.of(Names.IMAGE, "No:latest"),
        Arguments.of(Names.IMAGE, "host/No"),
        Arguments.of(Names.SERVICE, "my.svc"),
        Arguments.of(Names.SERVICE, "my-"),
        Arguments.of(Names.SERVICE, "a".repeat(64)),
        Arguments.of(Names.NAME, "a/b"),
        Arguments.of(Names.NAME, "`) || PathPrefix(`/"),
        Arguments.of(Names.MODEL, "x\",\"y"),
        Arguments.of(Names.MODEL, "x;id"),
        Arguments.of(Names.PATH, "/opt/../etc"),
        Arguments.of(Names.PATH, "models"),
        Arguments.of(Names.LABEL_VALUE, "a == b"),
        Arguments.of(Names.KEEP_ALIVE, "soon"));
  }
}
