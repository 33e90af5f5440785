package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.RollbackPlan.StepUndo;
import com.wizardsofts.ollamaswarm.api.RollbackRequest;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.api.RolloutState.StepState;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Report;
import com.wizardsofts.ollamaswarm.node.rollout.phase.Phase;
import com.wizardsofts.ollamaswarm.node.rollout.phase.PlannedStep;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import com.wizardsofts.ollamaswarm.step.StepRunner;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RollbackTest {
  private final List<String> world = new ArrayList<>(List.of("mount", "service"));
  private final EventLog log = new EventLog("r-1", "abc", Clock.systemUTC(), _ -> {});
  private final List<String> undone = new ArrayList<>();
  private boolean fails;
  private int away;

  /** Of things, the servers whose agents they need. */
  private final Map<String, String> servers = new HashMap<>();

  /** Why things are never put back. */
  private final Map<String, ProblemCode> never = new HashMap<>();

  private final List<PlannedStep> steps =
      List.of(
          new PlannedStep(Phase.STORE, new Thing("mount"), false),
          new PlannedStep(Phase.DEPLOY, new Thing("service"), false));

  RollbackTest() {
    log.add(Kind.BEGAN, null, null);
    for (var step : steps) {
      log.enter(step);
      log.add(Kind.BEFORE, "", null);
      log.add(Kind.CHANGED, "", null);
    }
    log.leave();
    log.add(Kind.DONE, null, null);
  }

  @Test
  void a_single_container_is_there_in_the_end_and_goes_first_when_the_rest_goes() {
    // When
    rollBack(new RollbackRequest("store", true));
    // Then
    assertThat(world).containsExactly("mount", "single");
    assertThat(log.state()).isEqualTo(State.PARTLY_ROLLED_BACK);
    // And
    rollBack(null);
    assertThat(world).isEmpty();
    assertThat(undone).containsExactly("service", "single", "mount");
    assertThat(log.state()).isEqualTo(State.ROLLED_BACK);
  }

  @Test
  void without_the_order_there_is_none() {
    rollBack(new RollbackRequest("store", false));
    assertThat(world).containsExactly("mount");
  }

  @Test
  void one_that_does_not_start_is_a_failed_rollback_that_goes_on_later() {
    // Given
    fails = true;
    rollBack(new RollbackRequest("store", true));
    assertThat(log.state()).isEqualTo(State.ROLLBACK_FAILED);
    // When
    fails = false;
    rollBack(new RollbackRequest("store", true));
    // Then
    assertThat(world).containsExactly("mount", "single");
    assertThat(log.state()).isEqualTo(State.PARTLY_ROLLED_BACK);
  }

  @Test
  void an_agent_that_is_away_is_waited_for() {
    // Given
    away = 3;
    // When
    rollBack(null);
    // Then
    assertThat(world).isEmpty();
    assertThat(log.state()).isEqualTo(State.ROLLED_BACK);
    assertThat(log.events())
        .filteredOn(event -> event.kind() == Kind.NOTE)
        .extracting(RolloutEvent::text)
        .containsExactly("an agent does not answer; it is waited for");
  }

  @Test
  void what_only_a_server_could_put_back_that_is_gone_stays_and_is_named() {
    // Given
    servers.put("mount", "s85");
    never.put("mount", ProblemCode.AGENT_UNREACHABLE);
    // When
    rollBack(new RollbackRequest(null, false, List.of("s85")));
    // Then
    assertThat(world).containsExactly("mount");
    assertThat(log.state()).isEqualTo(State.ROLLED_BACK);
    assertThat(log.events().getLast().text()).isEqualTo("stays: mount of s85, which is gone");
    assertThat(log.events()).noneMatch(event -> event.kind() == Kind.NOTE);
    assertThat(Report.state(log.events()).hasLeftSomething()).isFalse();
  }

  @Test
  void before_it_is_told_what_goes_back_newest_first_and_what_nobody_answers_meanwhile() {
    // Given
    never.put("mount", ProblemCode.AGENT_UNREACHABLE);
    var events = log.events();
    // Then
    assertThat(Rollback.plan(steps, events, RollbackOrder.of(null)).steps())
        .containsExactly(
            new StepUndo("deploy", "service", "service", "service goes: ''", null),
            new StepUndo(
                "store",
                "mount",
                "mount",
                "it cannot be told now whom this interrupts: mount",
                null));
    assertThat(
            Rollback.plan(steps, events, RollbackOrder.of(new RollbackRequest("store", false)))
                .steps())
        .extracting(StepUndo::id)
        .containsExactly("service");
    assertThat(log.events()).isEqualTo(events);
    // And
    rollBack(new RollbackRequest("store", false));
    assertThat(Rollback.plan(steps, log.events(), RollbackOrder.of(null)).steps())
        .extracting(StepUndo::id)
        .containsExactly("mount");
  }

  @Test
  void another_server_that_is_away_is_waited_for() {
    // Given
    servers.put("service", "s86");
    away = 2;
    // When
    rollBack(new RollbackRequest(null, false, List.of("s85")));
    // Then
    assertThat(world).isEmpty();
    assertThat(log.events()).anyMatch(event -> event.kind() == Kind.NOTE);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNDO_LOST", "SWARM_IN_USE"})
  void what_is_gone_or_others_use_by_now_is_named_and_the_rest_put_back(ProblemCode why) {
    // Given
    never.put("service", why);
    // When
    rollBack(new RollbackRequest("store", true));
    // Then
    assertThat(world).containsExactly("mount", "service", "single");
    assertThat(log.state()).isEqualTo(State.PARTLY_ROLLED_BACK);
    assertThat(log.events().getLast().text()).isEqualTo("stays: service, single, mount");
    // And
    rollBack(null);
    assertThat(world).containsExactly("service");
    assertThat(log.state()).isEqualTo(State.ROLLED_BACK);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,false,'',-",
        "store,true,'',' --to store --single-container'",
        "-,false,s85,' --without s85'",
        "store,true,s85 s86,' --to store --single-container --without s85 --without s86'",
        "deploy,false,s85,' --to deploy --without s85'"
      })
  void how_far_it_goes_is_kept_by_its_event(
      @Nullable String to, boolean single, String without, @Nullable String words) {
    // Given
    var servers = without.isEmpty() ? List.<String>of() : List.of(without.split(" "));
    var order = RollbackOrder.of(new RollbackRequest(to, single, servers));
    // When
    log.add(Kind.ROLLBACK, order.text(), null);
    // Then
    assertThat(RollbackOrder.newest(log.events())).hasValue(order);
    assertThat(RollbackOrder.command("r-1", log.events()))
        .isEqualTo("ollama-swarm rollback r-1" + Objects.requireNonNullElse(words, ""));
  }

  @Test
  void a_change_without_a_step_ends_the_rollback_and_is_named() {
    // Given: another version's agent made it
    log.enter(new PlannedStep(Phase.DEPLOY, new Thing("canary"), false));
    log.add(Kind.BEFORE, "one of four", null);
    log.leave();
    log.add(Kind.DONE, null, null);
    // When
    rollBack(null);
    // Then: and what it may be built on stays
    assertThat(world).containsExactly("mount", "service");
    assertThat(log.state()).isEqualTo(State.ROLLBACK_FAILED);
    assertThat(Report.state(log.events()).problem())
        .satisfies(
            problem -> assertThat(problem.code()).isEqualTo("undo.unknown"),
            problem -> assertThat(problem.detail()).contains("canary", "one of four"));
    assertThat(Report.state(log.events()).steps())
        .filteredOn(step -> step.id().equals("canary"))
        .extracting(StepState::outcome)
        .containsExactly("undo-failed");
  }

  @Test
  void a_change_without_a_step_in_a_phase_that_stays_is_no_obstacle() {
    // Given
    log.enter(new PlannedStep(Phase.STORE, new Thing("canary"), false));
    log.add(Kind.BEFORE, "one of four", null);
    log.leave();
    log.add(Kind.DONE, null, null);
    // When
    rollBack(new RollbackRequest("store", false));
    // Then
    assertThat(world).containsExactly("mount");
    assertThat(log.state()).isEqualTo(State.PARTLY_ROLLED_BACK);
    assertThat(log.events().getLast().text()).isEqualTo("stays: canary, mount");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"deploy", "prove"})
  void it_needs_the_store_to_stay(@Nullable String to) {
    assertThatThrownBy(() -> RollbackOrder.of(new RollbackRequest(to, true)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().remedy()).contains("\"to\":\"store\""));
  }

  private void rollBack(@Nullable RollbackRequest request) {
    log.add(Kind.ROLLBACK, RollbackOrder.of(request).text(), null);
    var single = new PlannedStep(Phase.STORE, new Thing("single"), false);
    var patience = new Patience(new Await(), Duration.ofMinutes(1), Duration.ofMillis(1));
    new Rollback(steps, Optional.of(single), new StepRunner(Clock.systemUTC()), patience, log)
        .run();
  }

  /** Is there or not. */
  private final class Thing implements Step {
    private final String name;

    Thing(String name) {
      this.name = name;
    }

    @Override
    public String id() {
      return name;
    }

    @Override
    public String title() {
      return name;
    }

    @Override
    public Observation observe() {
      return world.contains(name)
          ? new Observation.AsPlanned("there")
          : new Observation.Differs("not there", "there");
    }

    @Override
    public void apply() {
      if (fails) {
        throw ProblemCode.ANSWER_MISSING.exception("it does not start");
      }
      world.add(name);
    }

    @Override
    public Optional<String> undoInterruption(String before) {
      if (never.containsKey(name)) {
        throw Objects.requireNonNull(never.get(name)).exception(name);
      }
      return Optional.of("%s goes: '%s'".formatted(name, before));
    }

    @Override
    public Optional<String> server() {
      return Optional.ofNullable(servers.get(name));
    }

    @Override
    public void undo(String before) {
      if (never.containsKey(name)) {
        throw Objects.requireNonNull(never.get(name)).exception(name);
      }
      if (away-- > 0) {
        throw ProblemCode.AGENT_UNREACHABLE.exception(name);
      }
      world.remove(name);
      undone.add(name);
    }
  }
}
