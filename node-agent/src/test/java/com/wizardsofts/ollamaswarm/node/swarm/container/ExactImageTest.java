package com.wizardsofts.ollamaswarm.node.swarm.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.ImageState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactImageTest {
  private static final String ONE = "@sha256:" + "1".repeat(64);
  private static final String TWO = "@sha256:" + "2".repeat(64);

  @ParameterizedTest
  @CsvSource({
    "ollama/ollama, ollama/ollama",
    "ollama/ollama:0.17.4, ollama/ollama",
    "docker.io/ollama/ollama:0.17.4, ollama/ollama",
    "traefik:v3.7.15, traefik",
    "docker.io/library/traefik:v3.7.15, traefik",
    "index.docker.io/library/traefik, traefik",
    "mirror.example:5000/ollama/ollama:0.17.4, mirror.example:5000/ollama/ollama",
    "mirror.example:5000/ollama/ollama, mirror.example:5000/ollama/ollama"
  })
  void it_has_the_digest_of_its_own_repository_and_of_no_other(String reference, String of) {
    // Given
    var others = List.of("elsewhere.example/" + of + TWO, "other" + TWO, of + "-rocm" + TWO);
    // Then
    for (var at = 0; at <= others.size(); at++) {
      var digests = new ArrayList<>(others);
      digests.add(at, of + ONE);
      assertThat(exact(reference, digests)).isEqualTo(of + ONE);
    }
    assertThat(exact(reference, others)).isEqualTo(reference);
  }

  @Test
  void a_digest_that_was_asked_for_is_kept() {
    var digests = List.of("ollama/ollama" + ONE, "ollama/ollama" + TWO);
    assertThat(exact("ollama/ollama" + TWO, digests)).isEqualTo("ollama/ollama" + TWO);
    assertThat(exact("ollama/ollama:0.17.4" + TWO, digests)).isEqualTo("ollama/ollama" + TWO);
  }

  @Test
  void an_image_that_no_registry_gave_a_digest_has_its_name() {
    assertThat(exact("ollama/ollama:0.17.4", List.of())).isEqualTo("ollama/ollama:0.17.4");
  }

  private static String exact(String reference, List<String> digests) {
    return ExactImage.of(new ImageState(reference, "sha256:id", digests));
  }
}
