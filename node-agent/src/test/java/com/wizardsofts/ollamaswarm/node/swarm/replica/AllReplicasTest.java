package com.wizardsofts.ollamaswarm.node.swarm.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.FakeAgents;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.node.swarm.SwarmState;
import com.wizardsofts.ollamaswarm.node.swarm.service.OllamaService;
import com.wizardsofts.ollamaswarm.node.swarm.service.Task;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The lead on s84, and one replica on each of s84 and s85. */
class AllReplicasTest {
  private static final Task HERE = task("t84", "84");
  private static final Task THERE = task("t85", "85");

  private final List<String> orders = new ArrayList<>();
  private final List<Task> tasks = new ArrayList<>(List.of(HERE, THERE));
  private final RecordedEngine docker =
      new RecordedEngine()
          .on(
              "GET /services/ollama",
              "{\"Spec\":{\"TaskTemplate\":{\"ContainerSpec\":{\"StopGracePeriod\":3000000000}}}}");
  private final AtomicLong seconds = new AtomicLong();
  private boolean away;

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void the_requests_of_all_nodes_are_counted() {
    assertThat(all().requestsSeen("ollama", "word")).isEqualTo(Map.of("t84", 1, "t85", 2));
  }

  @Test
  void a_node_whose_agent_is_away_is_no_node_without_requests() {
    away = true;
    assertThatThrownBy(() -> all().requestsSeen("ollama", "word"))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void a_replica_on_another_node_is_told_to_end_and_waited_for() {
    // When
    all().stop("ollama", THERE);
    // Then
    assertThat(orders).containsExactly("198.51.100.85:7484 c-t85 false");
    assertThat(tasks).containsExactly(HERE);
  }

  @Test
  void one_that_does_not_end_within_its_grace_is_killed() {
    // Given
    tasks.add(task("t85", "85"));
    // When
    all().stop("ollama", THERE);
    // Then
    assertThat(orders)
        .containsExactly("198.51.100.85:7484 c-t85 false", "198.51.100.85:7484 c-t85 true");
  }

  @Test
  void one_on_this_node_is_ended_by_its_own_engine() {
    all().kill(HERE);
    assertThat(orders).containsExactly("here c-t84 true");
  }

  private AllReplicas all() {
    return new AllReplicas(
        docker.engine(),
        new TwoNodes(),
        new Service(),
        new Local(),
        new Others(),
        new Await(() -> seconds.addAndGet(1_000_000_000L)));
  }

  private void ended(String order, String container) {
    orders.add(order);
    tasks.remove(container.endsWith("84") ? HERE : THERE);
  }

  private static Task task(String id, String node) {
    return new Task(id, 1, "id-" + node, "c-" + id, "running", "running", Instant.EPOCH, null);
  }

  private static Node node(String server) {
    return new Node(
        "id-" + server,
        "s" + server,
        "198.51.100." + server,
        "manager",
        "active",
        "ready",
        Map.of());
  }

  @SuppressWarnings("NullAway")
  private static final class TwoNodes extends Swarm {
    TwoNodes() {
      super(null);
    }

    @Override
    public SwarmState state() {
      return new SwarmState(
          "active", true, "id-84", false, List.of(node("84"), node("85"), node("86")));
    }
  }

  @SuppressWarnings("NullAway")
  private final class Service extends OllamaService {
    Service() {
      super(null, null, new Await());
    }

    @Override
    public List<Task> tasks(String name) {
      return List.copyOf(tasks);
    }
  }

  @SuppressWarnings("NullAway")
  private final class Local extends Replicas {
    Local() {
      super(null);
    }

    @Override
    public Map<String, Integer> requestsSeen(String serviceName, String token) {
      return Map.of("t84", 1);
    }

    @Override
    public void end(String containerId, boolean atOnce) {
      ended("here %s %s".formatted(containerId, atOnce), containerId);
    }
  }

  private final class Others extends FakeAgents {
    @Override
    protected Object answer(String address, String method, Object[] given) {
      if (away) {
        throw ProblemCode.AGENT_UNREACHABLE.exception(address);
      }
      if (method.equals("requestsSeen")) {
        return Map.of("t" + address.substring(11, 13), 2);
      }
      ended("%s %s %s".formatted(address, given[0], given[1]), String.valueOf(given[0]));
      return Map.of();
    }
  }
}
