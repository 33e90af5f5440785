package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExportStoreTest {
  private static final ExportSpec SPEC =
      new ExportSpec("/srv/store", List.of("198.51.100.84"), List.of("ro"));

  @Test
  void of_a_store_that_moved_the_plan_tells_what_a_rollback_needs_first() {
    assertThat(step(SPEC.droppingFormer(true)).remains())
        .hasValueSatisfying(it -> assertThat(it).contains("nfs-agent.store", "rollback"));
    assertThat(step(SPEC).remains()).isEmpty();
  }

  private static ExportStore step(ExportSpec wanted) {
    var agents = new SimulatedServers().agents();
    return new ExportStore("store.export.narrow", SimulatedServers.STORE, wanted, SPEC, agents);
  }
}
