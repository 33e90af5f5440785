package com.wizardsofts.ollamaswarm.node.rollout.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.RollbackRequest;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import org.junit.jupiter.api.Test;

class RollbackOrderTest {
  @Test
  void a_rollback_that_would_put_back_nothing_is_refused() {
    assertThatThrownBy(() -> RollbackOrder.of(new RollbackRequest("settle", false)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("bad-input");
              assertThat(e.problem().remedy()).contains("store, deploy or prove");
            });
    assertThat(RollbackOrder.of(new RollbackRequest("prove", false)).text()).isEqualTo("prove");
  }
}
