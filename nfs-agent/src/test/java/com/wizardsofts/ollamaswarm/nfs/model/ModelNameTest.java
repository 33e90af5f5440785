package com.wizardsofts.ollamaswarm.nfs.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {

  @ParameterizedTest
  @CsvSource({
    "mistral:7b, registry.ollama.ai/library/mistral/7b, mistral:7b",
    "mistral, registry.ollama.ai/library/mistral/latest, mistral:latest",
    "me/mine:v1.0, registry.ollama.ai/me/mine/v1.0, me/mine:v1.0",
    "library/mistral, registry.ollama.ai/library/mistral/latest, mistral:latest",
    "hf.co:443/a/b.gguf:Q4_K_M, hf.co:443/a/b.gguf/Q4_K_M, hf.co:443/a/b.gguf:Q4_K_M",
    "a..b, registry.ollama.ai/library/a..b/latest, a..b:latest"
  })
  void a_name_has_one_manifest_and_one_shown_form(String name, Path manifest, String shown) {
    // When
    var model = ModelName.parse(name);

    // Then
    assertThat(model.manifest()).isEqualTo(manifest);
    assertThat(model.shown()).isEqualTo(shown);
    assertThat(ModelName.ofManifest(manifest)).contains(model);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "mistral ",
        "mistral:",
        ":7b",
        "mistral:7b\n",
        "mis\ttral",
        "mistral\0",
        "--insecure",
        "-m",
        "a/-b",
        "mistral:-7b",
        "../../etc/passwd",
        "..",
        ".",
        "a/../b",
        "a/..",
        "/etc/passwd",
        "a//b",
        "a/b/c/d",
        "http://registry/a/b",
        "a b",
        "a;reboot",
        "$(reboot)",
        "a\\b",
        "mistral@sha256:00",
        "a:b:c",
        "ns.with.dot/model",
        "mistrál",
        "％2e"
      })
  void what_is_no_name_is_refused(String name) {
    assertThatThrownBy(() -> ModelName.parse(name))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("is not a model's name");
  }

  @Test
  void a_part_has_at_most_80_characters() {
    assertThat(ModelName.parse("m".repeat(80)).model()).hasSize(80);
    assertThatThrownBy(() -> ModelName.parse("m".repeat(81))).hasMessageContaining("…");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a/b/c", "a/b/c/d/e", "a/b/c/.hidden", "a/b/c/x~", "a/b.b/c/d"})
  void other_files_are_no_manifests(Path file) {
    assertThat(ModelName.ofManifest(file)).isEmpty();
  }
}
