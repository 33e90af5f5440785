package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookAtRoomTest {
  private final SimulatedServers servers = new SimulatedServers();
  private final LookAtRoom step =
      new LookAtRoom(SimulatedServers.STORE, List.of("mistral:7b", "phi3"), servers.agents());

  @Test
  void models_that_do_not_fit_together_are_refused_before_anything_is_changed() {
    servers.room = List.of("mistral:7b");
    assertThat(step.observe())
        .isInstanceOfSatisfying(
            Observation.Blocked.class,
            blocked -> assertThat(blocked.problem().is(ProblemCode.STORE_FULL)).isTrue());
  }

  @Test
  void what_is_there_needs_no_room() {
    servers.room = List.of("mistral:7b");
    servers.settings.put("model phi3", "whole");
    assertThat(step.observe()).isEqualTo(new Observation.AsPlanned("there is room for mistral:7b"));
  }

  @Test
  void nobody_is_asked_while_no_model_is_missing() {
    servers.room = List.of();
    servers.settings.put("model mistral:7b", "whole");
    servers.settings.put("model phi3", "whole");
    assertThat(step.observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void an_agent_that_cannot_tell_yet_is_no_reason_to_refuse() {
    servers.room = null;
    assertThat(step.observe()).isInstanceOf(Observation.AsPlanned.class);
  }
}
