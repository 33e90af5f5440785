package com.wizardsofts.ollamaswarm.node.rollout.drain;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node whose replicas read the store at its former place. */
class LookAtMountPointTest {
  private final SimulatedServers servers = new SimulatedServers();
  private Optional<String> retired = Optional.empty();

  @BeforeEach
  void replicas_use_the_mount() {
    servers.settings.put("mount s84", "198.51.100.80:/store");
    servers.busy.add("s84");
  }

  @Test
  void replicas_end_before_the_mount_goes() {
    assertThat(step("ollama").observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void somebody_elses_container_is_named_before_anything_is_changed() {
    servers.stuck.add("s84");
    assertThat(step("ollama").observe())
        .isInstanceOfSatisfying(
            Observation.Blocked.class,
            blocked -> {
              assertThat(blocked.problem().is(ProblemCode.MOUNT_BUSY)).isTrue();
              assertThat(blocked.problem().evidence()).containsExactly("/theirs");
              assertThat(blocked.problem().detail()).contains("/mnt/store", "s84");
            });
  }

  @Test
  void replicas_of_another_service_stay_and_keep_it() {
    assertThat(step("other").observe()).isInstanceOf(Observation.Blocked.class);
  }

  @Test
  void the_old_container_that_the_rollout_stops_is_no_obstacle() {
    servers.stuck.add("s84");
    retired = Optional.of("theirs");
    assertThat(step("ollama").observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void a_mount_that_stays_may_be_used() {
    servers.stuck.add("s84");
    servers.foreign.add("s84");
    assertThat(step("ollama").observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void an_older_agent_does_not_tell_and_is_no_obstacle() {
    servers.stuck.add("s84");
    servers.tellsUsers = false;
    assertThat(step("ollama").observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  private LookAtMountPoint step(String service) {
    return new LookAtMountPoint(
        "s84",
        SimulatedServers.agent("s84"),
        "/mnt/store",
        service,
        () -> retired,
        servers.agents());
  }
}
