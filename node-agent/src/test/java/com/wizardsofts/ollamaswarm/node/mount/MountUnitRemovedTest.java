package com.wizardsofts.ollamaswarm.node.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The unit goes, and what is mounted stays. */
class MountUnitRemovedTest extends MountsFixture {
  private static final MountSpec SPEC = new MountSpec("127.0.0.1", "/srv/models", POINT);
  private static final String WRITTEN =
      MountUnit.text("127.0.0.1:/srv/models", Path.of(POINT), Duration.ofMinutes(1));

  @Test
  void a_mount_by_hand_is_taken_and_left_again_without_being_unmounted() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    var mounts = mounts();
    mounts.put(SPEC);
    // When
    var state = mounts.removeUnit(POINT);
    mounts.removeUnit(POINT);
    // Then
    assertThat(state.ours()).isFalse();
    assertThat(state.source()).isEqualTo("127.0.0.1:/srv/models");
    assertThat(files.exists(UNIT_FILE)).isFalse();
    assertThat(programs.calls())
        .containsOnlyOnce("systemctl disable " + UNIT)
        .noneMatch(call -> call.startsWith("systemctl stop"));
    assertThat(
            programs
                .calls()
                .subList(
                    programs.calls().indexOf("systemctl disable " + UNIT), programs.calls().size()))
        .contains("systemctl daemon-reload");
  }

  @ParameterizedTest
  @ValueSource(strings = {"# by hand\n", ""})
  void somebody_elses_unit_is_not_taken_away(String text) {
    // Given
    files.write(UNIT_FILE, text);
    // When
    mounts().removeUnit(POINT);
    // Then
    assertThat(files.exists(UNIT_FILE)).isTrue();
    assertThat(programs.calls()).noneMatch(call -> call.startsWith("systemctl disable"));
  }

  @Test
  void an_edited_unit_is_not_taken_away() {
    // Given
    table(mounted("nfs4", "127.0.0.1:/srv/models", "ro"));
    files.write(UNIT_FILE, WRITTEN + "# mine\n");
    // Then
    assertThatThrownBy(() -> mounts().removeUnit(POINT))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("file.edited"));
    assertThat(files.exists(UNIT_FILE)).isTrue();
  }
}
