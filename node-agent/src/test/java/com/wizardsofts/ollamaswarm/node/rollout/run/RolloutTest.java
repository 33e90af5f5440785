package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Proofs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Report;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.node.rollout.phase.RestoresService;
import com.wizardsofts.ollamaswarm.node.rollout.run.CountedChanges.Count;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RolloutTest {
  private static final Patience PATIENCE =
      new Patience(new Await(), Duration.ofMinutes(1), Duration.ofMillis(1));
  private final List<RolloutEvent> disk = new ArrayList<>();
  private final EventLog log = new EventLog("r-1", "abc", Clock.systemUTC(), disk::add);
  private final List<String> world = new CopyOnWriteArrayList<>();
  private int counts;

  @Test
  void steps_run_in_order_and_the_end_is_told() {
    // When
    run(step("a"), step("b"));
    // Then
    assertThat(world).containsExactly("a", "b");
    assertThat(kinds())
        .containsExactly(
            Kind.STEP, Kind.BEFORE, Kind.CHANGED, Kind.STEP, Kind.BEFORE, Kind.CHANGED, Kind.DONE);
    assertThat(Report.state(disk).state()).isEqualTo(RolloutState.State.DONE);
  }

  @Test
  void several_followers_hear_everything_and_then_the_end() {
    // Given
    var first = log.after(0).subscribe().withSubscriber(AssertSubscriber.create(100));
    var second = log.after(0).subscribe().withSubscriber(AssertSubscriber.create(100));
    // When
    run(step("a"));
    // Then
    assertThat(first.assertCompleted().getItems()).isEqualTo(disk);
    assertThat(second.assertCompleted().getItems()).isEqualTo(disk);
  }

  @Test
  void a_second_run_on_the_same_world_changes_nothing() {
    // Given
    run(step("a"), step("b"));
    disk.clear();
    // When
    run(step("a"), step("b"));
    // Then
    assertThat(world).containsExactly("a", "b");
    assertThat(kinds()).doesNotContain(Kind.BEFORE, Kind.CHANGED);
  }

  @Test
  void what_servers_changed_meanwhile_is_told_at_the_end_but_not_of_agents_started_anew() {
    // When
    run(step("a"), step("b"));
    run(step("a"), step("b"));
    // Then
    assertThat(disk)
        .filteredOn(event -> event.kind() == Kind.DONE)
        .extracting(RolloutEvent::figures)
        .containsExactly(Map.of("s84", 2.0), Map.of("s84", 0.0));
  }

  @Test
  void nothing_runs_after_a_failed_step_and_the_problem_is_the_rollouts() {
    // When
    run(step("a"), broken("b"), step("c"));
    // Then
    assertThat(world).containsExactly("a");
    var state = Report.state(disk);
    assertThat(state.state()).isEqualTo(RolloutState.State.FAILED);
    assertThat(state.problem()).isNotNull().extracting("code").isEqualTo("proof.failed");
  }

  @Test
  void what_was_taken_away_is_given_back_newest_first_when_the_rollout_fails() {
    // When
    run(
        new PlannedStep(Phase.DEPLOY, new Word("cut-over"), true),
        new PlannedStep(Phase.DEPLOY, new Word("gateway"), true),
        broken("answer"));
    // Then
    assertThat(world).containsExactly("cut-over", "gateway", "-gateway", "-cut-over");
    assertThat(kinds()).containsSubsequence(Kind.FAILED, Kind.UNDONE, Kind.UNDONE, Kind.BROKEN);
  }

  @Test
  void what_was_taken_away_is_given_back_though_docker_is_just_being_restarted() {
    // Given
    var gateway = new Away("gateway", 0, ProblemCode.DOCKER_UNREACHABLE);
    gateway.undos = 3;
    // When
    run(
        new PlannedStep(Phase.DEPLOY, new Word("cut-over"), true),
        new PlannedStep(Phase.DEPLOY, gateway, true),
        broken("answer"));
    // Then
    assertThat(world).containsExactly("cut-over", "gateway", "-gateway", "-cut-over");
    assertThat(Report.state(disk).problem()).extracting("code").isEqualTo("proof.failed");
  }

  @Test
  void what_was_taken_away_stays_so_once_clients_were_answered() {
    // When
    run(
        new PlannedStep(Phase.DEPLOY, new Word("cut-over"), true),
        new PlannedStep(Phase.DEPLOY, new Answer(), false),
        broken("balance"));
    // Then
    assertThat(world).containsExactly("cut-over", "answer");
  }

  @Test
  void an_interrupting_step_that_had_nothing_to_do_is_not_undone() {
    // Given
    world.add("cut-over");
    // When
    run(new PlannedStep(Phase.DEPLOY, new Word("cut-over"), true), broken("answer"));
    // Then
    assertThat(world).containsExactly("cut-over");
  }

  @Test
  void steps_of_different_lanes_run_at_the_same_time_and_each_event_names_its_own_step() {
    // Given: each can end only when the other one has begun
    var both = new CyclicBarrier(2);
    // When
    run(
        new PlannedStep(Phase.DEPLOY, new Meeting("model", both), false, "models"),
        new PlannedStep(Phase.DEPLOY, new Meeting("image", both), false, "images"),
        step("service"));
    // Then
    assertThat(world).hasSize(3).endsWith("service");
    assertThat(disk)
        .filteredOn(event -> event.kind() == Kind.CHANGED)
        .allSatisfy(event -> assertThat(event.text()).isEqualTo(event.step()));
  }

  @Test
  void when_a_lane_fails_nothing_runs_after_the_lanes() {
    // When
    run(
        new PlannedStep(Phase.DEPLOY, broken("model").step(), false, "models"),
        new PlannedStep(Phase.DEPLOY, new Word("image"), false, "images"),
        step("service"));
    // Then
    assertThat(world).doesNotContain("service");
    assertThat(Report.state(disk).state()).isEqualTo(RolloutState.State.FAILED);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "AGENT_UNREACHABLE",
        "DOCKER_UNREACHABLE",
        "STORE_UNREACHABLE",
        "GATEWAY_SILENT",
        "GATEWAY_MISSING",
        "SWARM_NO_LEADER"
      })
  void whoever_is_away_in_the_middle_is_waited_for(ProblemCode away) {
    // When
    run(step("a"), new PlannedStep(Phase.STORE, new Away("b", 3, away), false));
    // Then
    assertThat(world).containsExactly("a", "b");
    assertThat(disk).filteredOn(event -> event.kind() == Kind.NOTE).hasSize(1);
    assertThat(Report.state(disk).state()).isEqualTo(RolloutState.State.DONE);
  }

  @Test
  void work_whose_agent_ended_in_the_middle_is_begun_again_each_time() {
    // When
    run(new PlannedStep(Phase.STORE, new Lost("pull", 5), false), step("next"));
    // Then
    assertThat(world).containsExactly("pull", "next");
    assertThat(Report.state(disk).state()).isEqualTo(RolloutState.State.DONE);
  }

  @Test
  void work_that_always_loses_its_agent_ends_as_failed() {
    // When
    run(new PlannedStep(Phase.STORE, new Lost("pull", Integer.MAX_VALUE), false));
    // Then
    assertThat(Report.state(disk).problem()).extracting("code").isEqualTo("operation.lost");
  }

  @Test
  void an_agent_that_is_away_before_anything_was_changed_is_named_at_once() {
    // When
    run(new PlannedStep(Phase.STORE, new Away("a", 3, ProblemCode.AGENT_UNREACHABLE), false));
    // Then
    assertThat(Report.state(disk).problem()).extracting("code").isEqualTo("agent.unreachable");
  }

  @Test
  void followers_get_what_they_missed_and_what_comes_until_the_end() {
    // Given
    log.add(Kind.BEGAN, null, null);
    log.add(Kind.NOTE, "one", null);
    var seen = log.after(1).subscribe().asStream();
    // When
    log.add(Kind.NOTE, "two", null);
    log.add(Kind.DONE, null, null);
    // Then
    assertThat(seen.map(RolloutEvent::number)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void a_proof_of_the_same_desired_state_is_not_made_again() {
    // Given
    log.enter(step("prove.scale"));
    Proofs.of(List.of(), "abc", log).add("4 replicas run");
    var later = new EventLog("r-2", "abc", Clock.systemUTC(), disk::add);
    later.add(Kind.BEGAN, null, null);
    // When
    var same = Proofs.of(List.copyOf(disk), "abc", later).of("prove.scale");
    var other = Proofs.of(List.copyOf(disk), "xyz", later).of("prove.scale");
    // Then
    assertThat(same)
        .isInstanceOfSatisfying(
            Observation.AsPlanned.class,
            held ->
                assertThat(held.evidence()).contains("proved by r-1").contains("4 replicas run"));
    assertThat(other).isInstanceOf(Observation.Differs.class);
  }

  private void run(PlannedStep... steps) {
    new Rollout(List.of(steps), new StepRunner(Clock.systemUTC()), PATIENCE, this::changes, log)
        .run();
  }

  /** Two servers; the changes of the first are counted, the other one was started anew. */
  private CountedChanges changes() {
    return new CountedChanges(
        Map.of(
            "s84",
            new Count(List.of(Instant.EPOCH), 7 + world.size()),
            "s80",
            new Count(List.of(Instant.ofEpochSecond(counts++)), 0)));
  }

  private List<Kind> kinds() {
    return disk.stream().map(RolloutEvent::kind).toList();
  }

  private PlannedStep step(String word) {
    return new PlannedStep(Phase.STORE, new Word(word), false);
  }

  private PlannedStep broken(String word) {
    return new PlannedStep(
        Phase.STORE,
        new Word(word) {
          @Override
          public void apply() {
            throw ProblemCode.PROOF_FAILED.exception(word);
          }
        },
        false);
  }

  private class Word implements Step {
    private final String word;

    Word(String word) {
      this.word = word;
    }

    @Override
    public String id() {
      return word;
    }

    @Override
    public String title() {
      return word;
    }

    @Override
    public Observation observe() {
      return world.contains(word)
          ? new Observation.AsPlanned(word)
          : new Observation.Differs("no " + word, word);
    }

    @Override
    public void apply() {
      world.add(word);
    }

    @Override
    public void undo(String before) {
      assertThat(before).isEqualTo("no " + word);
      world.add("-" + word);
    }
  }

  private final class Meeting extends Word {
    private final CyclicBarrier both;

    Meeting(String word, CyclicBarrier both) {
      super(word);
      this.both = both;
    }

    @Override
    public void apply() {
      try {
        both.await(1, TimeUnit.MINUTES);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      super.apply();
    }
  }

  private final class Away extends Word {
    private final ProblemCode away;
    private int times;
    private int undos;

    Away(String word, int times, ProblemCode away) {
      super(word);
      this.times = times;
      this.away = away;
    }

    @Override
    public Observation observe() {
      if (times-- > 0) {
        throw away.exception("198.51.100.84");
      }
      return super.observe();
    }

    @Override
    public void undo(String before) {
      if (undos-- > 0) {
        throw away.exception("198.51.100.84");
      }
      super.undo(before);
    }
  }

  private final class Lost extends Word {
    private int times;

    Lost(String word, int times) {
      super(word);
      this.times = times;
    }

    @Override
    public void apply() {
      if (times-- > 0) {
        throw ProblemCode.OPERATION_LOST.exception("pull");
      }
      super.apply();
    }
  }

  private final class Answer extends Word implements RestoresService {
    Answer() {
      super("answer");
    }
  }
}
