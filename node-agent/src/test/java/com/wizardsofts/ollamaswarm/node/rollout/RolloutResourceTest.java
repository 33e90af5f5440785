package com.wizardsofts.ollamaswarm.node.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import org.junit.jupiter.api.Test;

class RolloutResourceTest extends LeadWithRollouts {
  @Test
  void without_a_body_nothing_is_started() {
    mayLook.countDown();
    var resource = new RolloutResource(rollouts, plans, logs);
    assertThatThrownBy(() -> resource.start(null))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("bad-input"));
    assertThat(rollouts.ids()).isEmpty();
  }
}
