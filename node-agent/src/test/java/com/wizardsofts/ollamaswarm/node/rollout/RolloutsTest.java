package com.wizardsofts.ollamaswarm.node.rollout;

import static com.wizardsofts.ollamaswarm.problem.ProblemCode.PROGRAM_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfigTest;
import com.wizardsofts.ollamaswarm.node.cli.console.RolloutLine;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Report;
import com.wizardsofts.ollamaswarm.node.rollout.plan.RolloutOrder;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.trust.Lead;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RolloutsTest extends LeadWithRollouts {

  @Test
  void a_rollout_that_the_disk_does_not_take_has_not_begun() {
    // Given
    mayLook.countDown();
    disk.full = true;
    // When
    assertThatThrownBy(() -> rollouts.start(false, WHOLE))
        // Then
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo(PROGRAM_FAILED.code()));
    assertThat(logs.running()).isEmpty();
    disk.full = false;
    assertThat(ended(rollouts.start(false, WHOLE))).isEqualTo(State.DONE);
  }

  @Test
  void a_rollback_that_the_disk_does_not_take_leaves_the_rollout_as_it_was() {
    // Given
    mayLook.countDown();
    var id = rollouts.start(false, WHOLE);
    assertThat(ended(id)).isEqualTo(State.DONE);
    disk.full = true;
    // When
    assertThatThrownBy(() -> rollouts.rollBack(id, null)).isInstanceOf(ProblemException.class);
    // Then
    assertThat(logs.get(id).state()).isEqualTo(State.DONE);
    disk.full = false;
    rollouts.rollBack(id, null);
    assertThat(ended(id)).isEqualTo(State.ROLLED_BACK);
  }

  @Test
  void a_rollout_whose_end_the_disk_does_not_take_is_interrupted_as_its_journal_says()
      throws InterruptedException {
    // Given
    var id = rollouts.start(false, WHOLE);
    var followed = logs.get(id).after(0).subscribe().withSubscriber(AssertSubscriber.create(100));
    seen.await();
    // When
    disk.full = true;
    mayLook.countDown();
    await().until(() -> logs.running().isEmpty());
    // Then
    assertThat(followed.awaitCompletion().getLastItem().kind()).isEqualTo(Kind.BROKEN);
    assertThat(new UnfinishedRollout(new ClusterFile(new HostFiles(root)), disk, logs).look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("rollout.waits");
              assertThat(found.cause()).contains("took no more: no space left on device");
              assertThat(found.remedy())
                  .startsWith("Mend what the cause names; then: ollama-swarm");
            });
    disk.full = false;
    assertThat(rollouts.interrupted()).hasValue(id);
    assertThatThrownBy(() -> rollouts.start(false, WHOLE)).hasMessageContaining(id);
    assertThat(disk.read(id).events()).isEqualTo(logs.get(id).events());
    rollouts.resume(id);
    assertThat(ended(id)).isEqualTo(State.DONE);
    assertThat(logs.refused(id)).isEmpty();
  }

  @Test
  void a_rollout_that_cannot_begin_has_failed_and_is_no_obstacle() {
    // Given
    mayLook.countDown();
    steps.hasPlan = false;
    // When
    assertThatThrownBy(() -> rollouts.start(false, WHOLE)).hasMessage("no plan");
    // Then
    var id = disk.rollouts().getFirst();
    assertThat(logs.get(id).state()).isEqualTo(State.FAILED);
    steps.hasPlan = true;
    assertThat(ended(rollouts.start(false, WHOLE))).isEqualTo(State.DONE);
  }

  @Test
  void a_cancelled_rollout_ends_before_its_next_step_and_goes_on_when_it_is_resumed()
      throws InterruptedException {
    // Given
    var id = rollouts.start(false, WHOLE);
    seen.await();
    // When
    rollouts.cancel(id);
    mayLook.countDown();
    // Then
    assertThat(ended(id)).isEqualTo(State.CANCELLED);
    assertThat(world.settings).containsKey("store.export.1").doesNotContainKey("network.1");
    rollouts.resume(id);
    assertThat(ended(id)).isEqualTo(State.DONE);
    assertThat(world.settings).containsKey("network.1");
  }

  @Test
  void what_has_ended_is_not_cancelled() {
    // Given
    mayLook.countDown();
    var id = rollouts.start(false, WHOLE);
    assertThat(ended(id)).isEqualTo(State.DONE);
    // When
    rollouts.cancel(id);
    // Then
    assertThat(logs.get(id).state()).isEqualTo(State.DONE);
  }

  @Test
  void an_interrupted_rollout_that_is_cancelled_does_nothing_more() {
    // Given: a journal that ends in the middle
    mayLook.countDown();
    var log = logs.begin("abc", new RolloutOrder(false, CLUSTER, WHOLE).text());
    logs.forget(log.rollout());
    assertThat(rollouts.interrupted()).hasValue(log.rollout());
    // When
    rollouts.cancel(log.rollout());
    // Then
    assertThat(ended(log.rollout())).isEqualTo(State.CANCELLED);
    assertThat(world.settings).isEmpty();
    // When: the lead has waited for agents since its start, to let it go on
    rollouts.resumeInterrupted(log.rollout());
    // Then
    assertThat(logs.get(log.rollout()).state()).isEqualTo(State.CANCELLED);
  }

  @Test
  void a_cancel_that_the_disk_does_not_take_leaves_the_rollout_interrupted() {
    // Given: a journal that ends in the middle
    mayLook.countDown();
    var id = logs.begin("abc", new RolloutOrder(false, CLUSTER, WHOLE).text()).rollout();
    logs.forget(id);
    assertThat(rollouts.interrupted()).hasValue(id);
    disk.full = true;
    // When
    assertThatThrownBy(() -> rollouts.cancel(id)).isInstanceOf(ProblemException.class);
    // Then
    disk.full = false;
    assertThat(rollouts.interrupted()).hasValue(id);
    rollouts.cancel(id);
    assertThat(ended(id)).isEqualTo(State.CANCELLED);
  }

  @Test
  void an_interrupted_rollout_that_waits_says_for_what() {
    // Given
    lead(Map.of("node-agent.rollout.interrupted", "wait"));
    var id = logs.begin("abc", new RolloutOrder(false, CLUSTER, WHOLE).text()).rollout();
    logs.forget(id);
    // When
    var last = logs.get(id).events().getLast();
    // Then
    assertThat(last.kind()).isEqualTo(Kind.INTERRUPTED);
    assertThat(last.text()).isEqualTo("it waits for: ollama-swarm resume " + id);
    assertThat(following(id).awaitCompletion().getLastItem()).isEqualTo(last);
    // And: once it goes on, there is an end to follow it to
    mayLook.countDown();
    rollouts.resume(id);
    assertThat(following(id).awaitCompletion().getLastItem().kind()).isEqualTo(Kind.DONE);
  }

  @Test
  void an_interrupted_rollout_that_cannot_go_on_by_itself_says_why_to_all() {
    // Given: nobody can read what was ordered
    var id = logs.begin("abc", "in words of a later version").rollout();
    logs.forget(id);
    var followed = following(id);
    assertThat(followed.getLastItem().kind()).isEqualTo(Kind.INTERRUPTED);
    followed.assertNotTerminated();
    // When
    new InterruptedRollout(
            rollouts,
            logs,
            NodeAgentConfigTest.config(Map.of()),
            new SimulatedServers().agents(),
            new Await())
        .start(new StartupEvent());
    // Then
    var last = followed.awaitCompletion().getLastItem();
    assertThat(last.text()).isEqualTo("it waits for: ollama-swarm resume " + id);
    assertThat(RolloutLine.of(last).orElseThrow()).contains("what was ordered", last.text());
    assertThat(Report.state(logs.get(id).events()).problem()).isEqualTo(last.problem());
    assertThat(disk.read(id).events()).endsWith(last);
  }

  @Test
  void who_follows_a_rollout_whose_resuming_the_disk_does_not_take_is_let_go() {
    // Given: a journal that ends in the middle
    mayLook.countDown();
    var id = logs.begin("abc", new RolloutOrder(false, CLUSTER, WHOLE).text()).rollout();
    logs.forget(id);
    var followed = following(id);
    disk.full = true;
    // When
    assertThatThrownBy(() -> rollouts.resume(id)).isInstanceOf(ProblemException.class);
    // Then
    followed.assertCompleted();
    disk.full = false;
    rollouts.resume(id);
    assertThat(following(id).awaitCompletion().getLastItem().kind()).isEqualTo(Kind.DONE);
  }

  private AssertSubscriber<RolloutEvent> following(String id) {
    return logs.get(id).after(0).subscribe().withSubscriber(AssertSubscriber.create(100));
  }

  @Test
  void a_rollback_that_was_interrupted_goes_on_though_a_newer_rollout_changed_nothing() {
    // Given
    mayLook.countDown();
    var older = rollouts.start(false, WHOLE);
    assertThat(ended(older)).isEqualTo(State.DONE);
    var newer = rollouts.start(false, WHOLE);
    assertThat(ended(newer)).isEqualTo(State.DONE);
    // When: the lead ends in the middle of the rollback
    logs.get(older).add(Kind.ROLLBACK, null, null);
    logs.forget(older);
    // Then
    assertThat(rollouts.interrupted()).hasValue(older);
    for (var refused :
        List.<ThrowingCallable>of(
            () -> rollouts.start(false, WHOLE), () -> rollouts.rollBack(newer, null))) {
      assertThatThrownBy(refused).hasMessageContaining(older);
    }
    rollouts.resume(older);
    assertThat(ended(older)).isEqualTo(State.ROLLED_BACK);
    assertThat(rollouts.interrupted()).isEmpty();
  }

  @Test
  void a_rollout_whose_first_line_a_power_cut_tore_has_not_begun_and_is_no_obstacle() {
    // Given
    mayLook.countDown();
    new HostFiles(root).write(Journal.FOLDER.resolve("r-20260101-000000.jsonl"), "{\"torn");
    // When
    var id = rollouts.start(false, WHOLE);
    // Then
    assertThat(ended(id)).isEqualTo(State.DONE);
    assertThat(rollouts.ids()).containsExactly(id);
  }

  @Test
  void a_rollback_whose_order_a_power_cut_tore_can_be_ordered_again() {
    // Given
    mayLook.countDown();
    var id = rollouts.start(false, WHOLE);
    assertThat(ended(id)).isEqualTo(State.DONE);
    new HostFiles(root).append(Journal.FOLDER.resolve(id + ".jsonl"), "{\"crc32c\":\"0");
    logs.forget(id);
    // When
    rollouts.rollBack(id, null);
    // Then
    assertThat(ended(id)).isEqualTo(State.ROLLED_BACK);
    assertThat(disk.read(id).damaged()).isEmpty();
    assertThat(disk.read(id).events()).isEqualTo(logs.get(id).events());
  }

  @Test
  void a_rollout_whose_last_line_was_damaged_later_says_so_and_is_no_obstacle() {
    // Given
    mayLook.countDown();
    var older = rollouts.start(false, WHOLE);
    assertThat(ended(older)).isEqualTo(State.DONE);
    var files = new HostFiles(root);
    var file = Journal.FOLDER.resolve(older + ".jsonl");
    // When
    files.write(file, files.read(file).orElseThrow().replace("\"DONE\"", "\"DONF\""));
    lead();
    // Then
    assertThat(rollouts.interrupted()).isEmpty();
    world.settings.clear();
    assertThat(ended(rollouts.start(false, WHOLE))).isEqualTo(State.DONE);
    for (var refused :
        List.<ThrowingCallable>of(
            () -> rollouts.resume(older), () -> rollouts.rollBack(older, null))) {
      assertThatThrownBy(refused)
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().code()).isEqualTo("journal.damaged"));
    }
    var cluster = new ClusterFile(files);
    assertThat(new JournalCheck(cluster, disk).look()).hasSize(1);
    assertThat(new UnfinishedRollout(cluster, disk, logs).look()).isEmpty();
  }

  @Test
  void a_plan_that_looks_at_the_servers_keeps_nobody_waiting() throws InterruptedException {
    // Given
    var plan =
        CompletableFuture.supplyAsync(() -> plans.plan(false, WHOLE), Thread::startVirtualThread);
    seen.await();
    // When
    var asked = CompletableFuture.supplyAsync(rollouts::interrupted, Thread::startVirtualThread);
    // Then
    await().until(asked::isDone);
    assertThat(plan).isNotDone();
    mayLook.countDown();
    assertThat(plan.join().steps()).hasSize(3);
  }

  @Test
  void a_fix_runs_its_own_step_only_and_is_put_back_as_any_rollout() {
    // Given
    mayLook.countDown();
    // When
    var id = rollouts.start(false, EXPORT, plans.plan(false, EXPORT).hash());
    // Then
    assertThat(ended(id)).isEqualTo(State.DONE);
    assertThat(world.settings).containsOnlyKeys("store.export.1", "store.export.2");
    rollouts.rollBack(id, null);
    assertThat(ended(id)).isEqualTo(State.ROLLED_BACK);
    assertThat(world.settings.values()).containsOnly("");
  }

  @Test
  void a_fix_that_was_interrupted_goes_on_as_that_fix() {
    // Given: a journal that ends in the middle
    mayLook.countDown();
    var log = logs.begin("abc", new RolloutOrder(false, CLUSTER, EXPORT).text());
    logs.forget(log.rollout());
    // When
    rollouts.resume(log.rollout());
    // Then
    assertThat(ended(log.rollout())).isEqualTo(State.DONE);
    assertThat(world.settings).containsOnlyKeys("store.export.1", "store.export.2");
  }

  @Test
  void a_plan_of_a_fix_is_none_of_the_whole_rollout() {
    mayLook.countDown();
    var plan = plans.plan(false, EXPORT).hash();
    assertThatThrownBy(() -> rollouts.start(false, WHOLE, plan))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("plan.outdated"));
  }

  @Test
  void what_a_later_rollout_measures_is_not_in_the_report_of_an_earlier_one() {
    // Given
    mayLook.countDown();
    var earlier = rollouts.start(false, WHOLE);
    assertThat(ended(earlier)).isEqualTo(State.DONE);
    var desired = logs.get(earlier).events().getFirst().desired();
    // When
    var later = logs.begin(desired, new RolloutOrder(false, CLUSTER, WHOLE).text());
    disk.append(
        new RolloutEvent(
            2,
            Instant.parse("2026-01-05T10:00:00Z"),
            later.rollout(),
            desired,
            Kind.PROVED,
            "prove",
            "prove.scale",
            "measured",
            null,
            Map.of("seconds", 5.0)));
    logs.forget(later.rollout());
    // Then
    assertThat(rollouts.report(later.rollout()).figures()).containsKey("prove.scale");
    assertThat(rollouts.report(earlier).figures()).isEmpty();
  }

  @Test
  void who_brings_a_plan_while_another_rollout_is_open_hears_of_that_one() {
    // Given: the world is as no plan has it
    mayLook.countDown();
    var id = logs.begin("abc", new RolloutOrder(false, CLUSTER, WHOLE).text()).rollout();
    // Then
    assertThatThrownBy(() -> rollouts.start(false, WHOLE, "outdated"))
        .hasMessageContaining(id)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("rollout.running"));
    // When: its lead ends
    logs.forget(id);
    // Then
    assertThatThrownBy(() -> rollouts.start(false, WHOLE, "outdated"))
        .hasMessageContaining(id)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("rollout.interrupted"));
  }

  @Test
  void a_lead_that_was_taken_over_from_changes_nothing_more_and_gives_nothing_back()
      throws InterruptedException {
    // Given
    var id = rollouts.start(false, WHOLE);
    seen.await();
    // When
    lead.follow(new Lead(2, UUID.randomUUID().toString(), "s86"));
    mayLook.countDown();
    // Then
    assertThat(ended(id)).isEqualTo(State.FAILED);
    assertThat(Report.state(logs.get(id).events()).problem())
        .extracting("code")
        .isEqualTo("lead.superseded");
    assertThat(world.settings).containsOnlyKeys("store.export.1", "store.export.2");
  }
}
