package com.wizardsofts.ollamaswarm.node.gateway;

import static com.wizardsofts.ollamaswarm.node.gateway.OperatorsTraefik.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lead is killed in a change of the gateway, and again while it puts that right. */
class GatewayCutTwiceTest {
  private static final int MOST_ORDERS = 100;

  @TempDir Path root;

  @Test
  void killed_again_on_its_way_back_it_still_goes_on() throws IOException {
    var first = 0;
    while (survives(first)) {
      first++;
    }
    assertThat(first).as("orders of an undisturbed change").isBetween(5, MOST_ORDERS);
  }

  /** Whether a change was cut off after so many orders, and then after each number of them. */
  private boolean survives(int first) throws IOException {
    for (var second = 0; second < MOST_ORDERS; second++) {
      try (var server = new OperatorsTraefik(root.resolve(first + "-" + second))) {
        if (!kill(server, first)) {
          return false;
        }
        var wasCut = kill(server, second);
        var as = "killed after %d orders, then after %d".formatted(first, second);
        assertThatCode(() -> server.gateway.observe(SPEC)).as(as).doesNotThrowAnyException();
        server.gateway.apply(SPEC);
        assertThat(server.gateway.observe(SPEC).differs()).as(as).isEmpty();
        assertThat(server.docker.names())
            .as(as)
            .containsExactly("traefik", "traefik-before-ollama-swarm");
        assertThat(server.policy("traefik")).as(as).isEqualTo("unless-stopped");
        if (!wasCut) {
          return true;
        }
      }
    }
    throw new AssertionError("a change never ends");
  }

  /** Whether it was cut off; else it came to its end. */
  private static boolean kill(OperatorsTraefik server, int afterOrders) {
    server.docker.dieAfter(afterOrders);
    try {
      server.gateway.apply(SPEC);
      return false;
    } catch (ProblemException e) {
      return true;
    } finally {
      server.docker.revive();
    }
  }
}
