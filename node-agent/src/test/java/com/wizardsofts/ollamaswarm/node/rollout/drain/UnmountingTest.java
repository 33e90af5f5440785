package com.wizardsofts.ollamaswarm.node.rollout.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnmountingTest {
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(10);
  private final SimulatedServers servers = new SimulatedServers();
  private long seconds;
  private long replicaEnds;

  @BeforeEach
  void a_replica_uses_the_mount() {
    servers.settings.put("mount s84", "198.51.100.80:/store");
    servers.settings.put("label s84", "store-1");
    servers.busy.add("s84");
  }

  @Test
  void a_replica_that_is_told_to_end_late_and_takes_all_its_time_is_waited_for() {
    // Given: it drains from the fifth second on, and is killed ten seconds after the longest answer
    replicaEnds = 5 + LONGEST_ANSWER.toSeconds() + 10;
    // When
    unmount();
    // Then
    assertThat(servers.settings).doesNotContainKey("mount s84");
  }

  @Test
  void one_that_does_not_end_at_all_is_told() {
    // Given
    replicaEnds = Long.MAX_VALUE;
    // When / Then
    assertThatThrownBy(this::unmount)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("mount.busy"));
    assertThat(servers.settings).containsKey("mount s84");
  }

  private void unmount() {
    new Unmounting(LONGEST_ANSWER, servers.agents(), new Await(this::aSecondLater))
        .run(SimulatedServers.agent("s84"), "/opt/ollama-models");
  }

  /** Lets a second pass at each look, and has the pause after it end at once. */
  private long aSecondLater() {
    seconds++;
    if (seconds >= replicaEnds) {
      servers.busy.clear();
    }
    LockSupport.unpark(Thread.currentThread());
    return Duration.ofSeconds(seconds).toNanos();
  }
}
