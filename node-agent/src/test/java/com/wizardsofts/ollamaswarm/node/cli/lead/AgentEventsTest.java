package com.wizardsofts.ollamaswarm.node.cli.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.node.cli.FakeLead;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Event streams as the command reads them. */
class AgentEventsTest {
  private static final String EVENTS = "/v1/rollouts/r-1/events";

  private final FakeLead lead = new FakeLead();
  private final ArrayList<String> heard = new ArrayList<>();

  @AfterEach
  void close() {
    lead.close();
  }

  @Test
  void a_stream_without_heartbeats_is_a_lost_connection() {
    lead.fallsSilent("GET " + EVENTS, "1", "2");

    assertThatThrownBy(this::hear)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().is(ProblemCode.AGENT_UNREACHABLE)).isTrue();
              assertThat(e.problem().cause()).contains("nothing was heard for 1 s");
            });
    assertThat(heard).containsExactly("1", "2");
  }

  @Test
  void a_stream_that_ends_was_heard_as_a_whole() {
    lead.streams("GET " + EVENTS, "1", "2", "3");

    hear();

    assertThat(heard).containsExactly("1", "2", "3");
  }

  private void hear() {
    var tls = OperatorCertificate.in(Path.of("target/pki"));
    new Agent(lead.address(), tls, Duration.ofSeconds(1))
        .events(EVENTS, 0, json -> heard.add(json.asText()));
  }
}
