package com.wizardsofts.ollamaswarm.node.rollout.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.StepState;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Problem WHY = ProblemCode.PROOF_FAILED.problem("why");

  private final List<RolloutEvent> events = new ArrayList<>();

  @BeforeEach
  void began() {
    add(Kind.BEGAN, null, null);
  }

  @Test
  void a_step_that_failed_in_its_change_has_left_it_and_one_that_only_looked_has_not() {
    begins("looks");
    add(Kind.ALREADY_DONE, "looks", null);
    begins("pull");
    add(Kind.BEFORE, "pull", null);
    add(Kind.FAILED, "pull", WHY);
    add(Kind.BROKEN, null, WHY);
    assertThat(left()).containsExactly("pull");
  }

  @Test
  void what_could_not_be_put_back_is_left_and_what_was_is_not() {
    begins("mount");
    add(Kind.BEFORE, "mount", null);
    add(Kind.CHANGED, "mount", null);
    begins("cut-over");
    add(Kind.BEFORE, "cut-over", null);
    add(Kind.CHANGED, "cut-over", null);
    add(Kind.UNDONE, "cut-over", null);
    add(Kind.UNDONE, "mount", WHY);
    add(Kind.ROLLBACK_FAILED, null, WHY);
    assertThat(left()).containsExactly("mount");
  }

  @Test
  void a_rollout_that_gave_everything_back_is_in_no_earlier_ones_way() {
    begins("cut-over");
    add(Kind.BEFORE, "cut-over", null);
    add(Kind.FAILED, "cut-over", WHY);
    add(Kind.UNDONE, "cut-over", null);
    add(Kind.BROKEN, null, WHY);
    assertThat(left()).isEmpty();
    // And: what goes on does it again
    add(Kind.RESUMED, null, null);
    add(Kind.BEFORE, "cut-over", null);
    assertThat(left()).containsExactly("cut-over");
  }

  /** What the command lists; what the lead refuses an earlier rollback for is the same. */
  private List<String> left() {
    var state = Report.state(events);
    assertThat(PastRollout.of(new Journal.History(events, List.of())).orElseThrow().left())
        .isEqualTo(state.hasLeftSomething());
    return state.steps().stream().filter(StepState::left).map(StepState::id).toList();
  }

  private void begins(String step) {
    add(Kind.STEP, step, null);
  }

  private void add(Kind kind, @Nullable String step, @Nullable Problem problem) {
    var phase = step == null ? null : "store";
    events.add(
        new RolloutEvent(
            events.size() + 1,
            Instant.parse("2026-01-05T10:00:00Z"),
            "r-1",
            "abc",
            kind,
            phase,
            step,
            "",
            problem,
            null));
  }
}
