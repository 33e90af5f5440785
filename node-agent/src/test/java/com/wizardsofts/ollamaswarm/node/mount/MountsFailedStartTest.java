package com.wizardsofts.ollamaswarm.node.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.machine.Programs.Result;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is left of a mount whose unit does not start. */
class MountsFailedStartTest extends MountsFixture {
  private static final MountSpec SPEC = new MountSpec("127.0.0.1", "/srv/models", POINT);

  @Test
  void a_unit_that_does_not_start_is_told_with_its_journal_and_left_waiting_for_nothing() {
    // Given
    programs
        .on("systemctl start", () -> new Result(1, "", "Job failed.\n"))
        .on("journalctl -u " + UNIT, "mount.nfs4: access denied by server\n");
    // When
    var problem = problem();
    // Then
    assertThat(problem.code()).isEqualTo(ProblemCode.MOUNT_FAILED.code());
    assertThat(problem.evidence()).containsExactly("mount.nfs4: access denied by server");
    assertThat(programs.calls())
        .containsSubsequence("systemctl stop " + UNIT, "systemctl reset-failed " + UNIT)
        .doesNotContain("systemctl enable " + UNIT);
  }

  @Test
  void a_new_unit_that_does_not_start_is_taken_away_again() {
    // Given
    failsToStart();
    // When
    var problem = problem();
    // Then: nothing that the diagnosis would miss
    assertThat(problem.code()).isEqualTo(ProblemCode.MOUNT_FAILED.code());
    assertThat(files.exists(UNIT_FILE)).isFalse();
    assertThat(MountUnit.ours(files)).isEmpty();
    assertThat(programs.calls())
        .containsSubsequence("systemctl start " + UNIT, "systemctl daemon-reload");
  }

  @Test
  void a_unit_of_ours_that_does_not_start_with_another_text_has_its_own_again() {
    // Given
    var before =
        MountUnit.text("127.0.0.1:/srv/models", Path.of(POINT), Duration.ofMinutes(2))
            .replace("Before=docker.service\n", "");
    files.write(UNIT_FILE, before);
    failsToStart();
    // When
    var problem = problem();
    // Then
    assertThat(problem.code()).isEqualTo(ProblemCode.MOUNT_FAILED.code());
    assertThat(files.read(UNIT_FILE)).contains(before);
    assertThat(programs.calls())
        .containsSubsequence("systemctl start " + UNIT, "systemctl daemon-reload");
  }

  @Test
  void a_unit_of_ours_that_does_not_start_again_stays() {
    // Given
    var text = MountUnit.text("127.0.0.1:/srv/models", Path.of(POINT), Duration.ofMinutes(1));
    files.write(UNIT_FILE, text);
    failsToStart();
    // When
    var problem = problem();
    // Then
    assertThat(problem.code()).isEqualTo(ProblemCode.MOUNT_FAILED.code());
    assertThat(files.read(UNIT_FILE)).contains(text);
  }

  private void failsToStart() {
    programs
        .on("systemctl start", () -> new Result(1, "", "Job failed.\n"))
        .on("journalctl -u " + UNIT, "");
  }

  private Problem problem() {
    return catchThrowableOfType(ProblemException.class, () -> mounts().put(SPEC)).problem();
  }
}
