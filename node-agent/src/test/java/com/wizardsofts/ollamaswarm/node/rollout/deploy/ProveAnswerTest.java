package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProveAnswerTest {
  /** A plan is refused when what was seen is another by its start. */
  @Test
  @SuppressWarnings("NullAway") // looking asks neither Docker nor the proofs
  void what_is_seen_does_not_tell_how_long_the_answer_took() throws Exception {
    // Given
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/tags",
        exchange -> {
          var body = "{\"models\":[]}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    // When
    try (var client =
        new OllamaClient(
            "http://127.0.0.1:" + server.getAddress().getPort(), Duration.ofSeconds(30))) {
      var step =
          new ProveAnswer(List.of("mistral:7b"), "image", "net", client, null, null, new Await());
      // Then
      assertThat(step.observe())
          .isInstanceOfSatisfying(
              Observation.Differs.class,
              seen ->
                  assertThat(seen.current()).isEqualTo("/api/tags answered 200: {\"models\":[]}"));
    } finally {
      server.stop(0);
    }
  }
}
