package com.wizardsofts.ollamaswarm.nfs.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PullAnswerTest {
  private final List<String> seen = new ArrayList<>();
  private final PullAnswer answer =
      new PullAnswer(
          ModelName.parse("mistral:7b"),
          (step, done, total, fetched) ->
              seen.add("%s %d/%d (%d)".formatted(step, done, total, fetched)));

  @Test
  void progress_is_the_sum_over_all_parts() {
    // When
    answer.read("{\"status\":\"pulling manifest\"}");
    answer.read("{\"status\":\"pulling aa\",\"digest\":\"sha256:aa\",\"total\":100}");
    answer.read(
        "{\"status\":\"pulling aa\",\"digest\":\"sha256:aa\",\"total\":100,\"completed\":100}");
    answer.read(
        "{\"status\":\"pulling bb\",\"digest\":\"sha256:bb\",\"total\":10,\"completed\":4}");
    answer.read("{\"status\":\"success\"}");

    // Then
    assertThat(seen)
        .containsExactly(
            "pulling manifest 0/0 (0)",
            "pulling aa 0/100 (0)",
            "pulling aa 100/100 (100)",
            "pulling bb 104/110 (100)",
            "success 104/110 (100)");
    assertThatNoException().isThrownBy(answer::requireSuccess);
  }

  @Test
  void an_answer_that_breaks_off_is_a_failure() {
    // When
    answer.read("{\"status\":\"verifying sha256 digest\"}");

    // Then
    assertThatThrownBy(answer::requireSuccess).hasMessageContaining("could not be pulled");
  }

  @ParameterizedTest
  @CsvSource({
    "pull model manifest: file does not exist, model.pull-failed, correct the name",
    "x509: certificate signed by unknown authority, model.pull-failed, nfs-agent.pull.ca-file",
    "dial tcp 198.51.100.1:443: connect: connection refused, registry.unreachable, nfs-agent.pull.proxy",
    "write /models/blobs/x: no space left on device, store.full, Free space",
    "open /models/blobs/x: read-only file system, store.unusable, remount",
    "something else, model.pull-failed, registry"
  })
  void an_error_names_its_cause_and_remedy(String error, String code, String remedy) {
    // When
    var problem =
        catchThrowableOfType(
                ProblemException.class, () -> answer.read("{\"error\":\"%s\"}".formatted(error)))
            .problem();

    // Then
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.cause()).isEqualTo(error);
    assertThat(problem.remedy()).contains(remedy);
  }

  @Test
  void a_line_that_is_not_json_is_a_failure() {
    assertThatThrownBy(() -> answer.read("<html>")).isInstanceOf(ProblemException.class);
  }
}
