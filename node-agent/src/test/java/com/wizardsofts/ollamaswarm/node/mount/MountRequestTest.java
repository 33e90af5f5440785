package com.wizardsofts.ollamaswarm.node.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountRequestTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.80, 10.0.0.80:/opt/ollama-models",
    "store-1.example, store-1.example:/opt/ollama-models",
    "fd00::80, [fd00::80]:/opt/ollama-models"
  })
  void an_address_or_host_name_becomes_a_source(String server, String source) {
    assertThat(MountRequest.source(new MountSpec(server, "/opt/ollama-models", "/mnt")))
        .isEqualTo(source);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "10.0.0.256",
        "10.0.0",
        "10.0.0.80,sync",
        "a b",
        "-o",
        "host;id",
        "a..b",
        "x:y",
        "fe80::1%eth0",
        "host\nWhat=other"
      })
  void anything_else_is_no_server(String server) {
    assertThatThrownBy(() -> MountRequest.source(new MountSpec(server, "/opt/models", "/mnt")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("server");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "/",
        "opt",
        "/opt/",
        "//opt",
        "/opt/../etc",
        "/opt/.",
        "/opt/a b",
        "/opt/%h",
        "/opt\n/x",
        "/a'b"
      })
  void an_odd_path_is_refused(String path) {
    assertThatThrownBy(() -> MountRequest.path("mountPoint", path))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("mountPoint");
  }
}
