package com.wizardsofts.ollamaswarm.node.cluster.label;

import static com.wizardsofts.ollamaswarm.node.cluster.label.Proof.FAILS;
import static com.wizardsofts.ollamaswarm.node.cluster.label.Proof.HOLDS;
import static com.wizardsofts.ollamaswarm.node.cluster.label.Proof.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.node.swarm.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelRuleTest {
  private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private int seconds;
  private final InstantSource clock = () -> START.plusSeconds(seconds);
  private final LabelRule rule = new LabelRule(clock.withZone(ZoneOffset.UTC), PATIENCE);
  private final Node s84 = node("s84", Node.STORE_LABEL, "active");
  private final Node s85 = node("s85", Node.STORE_LABEL, "active");

  @Test
  void one_broken_of_two_is_withdrawn_when_its_proof_has_failed_for_the_patience() {
    // When
    var before = rounds(59, s84, HOLDS, s85, FAILS);
    var after = round(60, s84, HOLDS, s85, FAILS);
    // Then
    assertThat(before).isEmpty();
    assertThat(after).containsExactly(LabelChange.withdrawn(s85));
  }

  @Test
  void when_no_node_reads_the_store_none_is_withdrawn() {
    assertThat(rounds(600, s84, FAILS, s85, FAILS)).isEmpty();
  }

  @Test
  void when_the_store_is_back_on_one_node_first_the_other_has_the_whole_patience_again() {
    // Given
    rounds(120, s84, FAILS, s85, FAILS);
    // When
    var changes = rounds(120 + 59, s84, HOLDS, s85, FAILS);
    // Then
    assertThat(changes).isEmpty();
  }

  @Test
  void a_proof_that_holds_now_and_then_changes_nothing() {
    // Given
    var changes = new ArrayList<LabelChange>();
    // When
    for (var cycle = 0; cycle < 5; cycle++) {
      changes.addAll(rounds(seconds + 55, s84, HOLDS, s85, FAILS));
      changes.addAll(rounds(seconds + 5, s84, HOLDS, s85, HOLDS));
    }
    // Then
    assertThat(changes).isEmpty();
  }

  @Test
  void a_withdrawn_label_comes_back_with_the_proof() {
    // Given
    var withdrawn = node("s85", Node.WITHDRAWN_LABEL, "active");
    // Then
    assertThat(round(0, s84, HOLDS, withdrawn, FAILS)).isEmpty();
    assertThat(round(5, s84, HOLDS, withdrawn, HOLDS))
        .containsExactly(LabelChange.returned(withdrawn));
  }

  @Test
  void the_last_label_is_never_withdrawn() {
    // Given
    var withdrawn = node("s85", Node.WITHDRAWN_LABEL, "active");
    // Then
    assertThat(rounds(600, s84, FAILS, withdrawn, FAILS)).isEmpty();
  }

  @Test
  void a_node_on_which_swarm_starts_nothing_does_not_count_as_the_one_that_remains() {
    assertThat(rounds(600, node("s84", Node.STORE_LABEL, "drain"), HOLDS, s85, FAILS)).isEmpty();
  }

  @Test
  void silence_of_an_agent_withdraws_nothing() {
    assertThat(rounds(600, s84, HOLDS, s85, UNKNOWN)).isEmpty();
  }

  @Test
  void silence_between_two_failures_does_not_begin_the_patience_anew() {
    // Given
    rounds(30, s84, HOLDS, s85, FAILS);
    rounds(55, s84, HOLDS, s85, UNKNOWN);
    // Then
    assertThat(round(60, s84, HOLDS, s85, FAILS)).containsExactly(LabelChange.withdrawn(s85));
  }

  private List<LabelChange> rounds(int until, Node a, Proof ofA, Node b, Proof ofB) {
    var changes = new ArrayList<LabelChange>();
    while (seconds < until) {
      changes.addAll(rule.after(seen(a, ofA, b, ofB)));
      seconds++;
    }
    return changes;
  }

  private List<LabelChange> round(int at, Node a, Proof ofA, Node b, Proof ofB) {
    seconds = at;
    return rule.after(seen(a, ofA, b, ofB));
  }

  private static Map<Node, Proof> seen(Node a, Proof ofA, Node b, Proof ofB) {
    var seen = new LinkedHashMap<Node, Proof>();
    seen.put(a, ofA);
    seen.put(b, ofB);
    return seen;
  }

  private static Node node(String name, String label, String availability) {
    return new Node(
        name, name, "198.51.100.85", "worker", availability, "ready", Map.of(label, "store-1"));
  }
}
