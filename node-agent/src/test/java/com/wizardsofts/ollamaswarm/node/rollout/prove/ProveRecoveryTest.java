package com.wizardsofts.ollamaswarm.node.rollout.prove;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProveRecoveryTest {
  @ParameterizedTest
  @CsvSource({"0, 0, false", "0, 4, false", "0, 5, true", "1, 1, true"})
  void only_what_a_killed_replica_was_answering_may_fail(
      long beforeTheKill, long inAll, boolean noticed) {
    assertThat(ProveRecovery.isNoticed(beforeTheKill, inAll)).isEqualTo(noticed);
  }
}
