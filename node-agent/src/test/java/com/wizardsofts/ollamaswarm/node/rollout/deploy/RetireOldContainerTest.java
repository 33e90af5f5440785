package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.node.swarm.container.Standalone;
import com.wizardsofts.ollamaswarm.node.swarm.container.StandaloneOllama;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetireOldContainerTest {
  private final ArrayList<String> notes = new ArrayList<>();

  @Test
  void answers_that_had_to_be_cut_are_noted() {
    step(2).apply();
    assertThat(notes).containsExactly("2 answers were cut after 1 min");
  }

  @Test
  void nothing_is_noted_where_all_answers_ended() {
    step(0).apply();
    assertThat(notes).isEmpty();
  }

  private RetireOldContainer step(int open) {
    return new RetireOldContainer(
        11434, "traefik", Duration.ofMinutes(1), new OldOne(open), notes::add);
  }

  /** A container with answers that do not end in time. */
  @SuppressWarnings("NullAway")
  private static final class OldOne extends StandaloneOllama {
    private final int open;

    OldOne(int open) {
      super(null, null, null);
      this.open = open;
    }

    @Override
    public Optional<Standalone> find(int port, String gateway) {
      return Optional.of(new Standalone("c1", "ollama", true, "always", "ollama/ollama", port));
    }

    @Override
    public int retire(Standalone standalone, Duration limit) {
      return open;
    }
  }
}
