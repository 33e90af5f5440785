package com.wizardsofts.ollamaswarm.node.rollout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.step.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerCheckTest {
  private static final String BOTH =
      "{\"models\":[{\"name\":\"mistral:7b\"},{\"name\":\"tinyllama:latest\"}]}";

  @TempDir Path root;
  private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
  private HttpServer gateway;
  private WrittenJournal journal;

  @BeforeEach
  void a_lead_with_a_gateway() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/api/tags",
        exchange -> {
          var next = bodies.size() > 1 ? bodies.remove() : bodies.element();
          var body = next.getBytes(UTF_8);
          exchange.sendResponseHeaders(next.startsWith("{") ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    gateway.start();
    var files = new HostFiles(root);
    files.write(
        ClusterFile.PATH,
        """
        lead: s84
        servers:
          s80: {address: 10.0.0.80, agents: [nfs-agent]}
          s84: {address: 127.0.0.1, agents: [node-agent]}
        models: [mistral:7b, tinyllama:latest]
        gateway: {port: %d}
        """
            .formatted(gateway.getAddress().getPort()));
    journal = new WrittenJournal(files);
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
  }

  @Test
  void a_gateway_that_lists_all_wanted_models_is_well_also_when_it_does_so_a_moment_later() {
    rolledOut();
    bodies.addAll(List.of("404 page not found", "404 page not found", BOTH));
    assertThat(look()).isEmpty();
  }

  @Test
  void a_wanted_model_that_the_gateway_does_not_list_is_found() {
    rolledOut();
    bodies.add("{\"models\":[{\"name\":\"mistral:7b\"}]}");
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("answer.missing");
              assertThat(found.cause()).endsWith("/api/tags does not list tinyllama:latest");
              assertThat(found.evidence())
                  .containsExactly("it answered 200: {\"models\":[{\"name\":\"mistral:7b\"}]}");
            });
  }

  @Test
  void a_gateway_that_refuses_or_does_not_answer_is_found_with_its_words() {
    rolledOut();
    bodies.add("404 page not found");
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.cause()).contains("mistral:7b, tinyllama:latest");
              assertThat(found.evidence()).containsExactly("it answered 404: 404 page not found");
            });
    gateway.stop(0);
    assertThat(look().getFirst().evidence().getFirst()).contains("ConnectException");
  }

  @Test
  void nobody_is_asked_before_a_rollout_made_the_service() {
    add(Kind.BEGAN, null);
    add(Kind.BEFORE, "store.export");
    add(Kind.DONE, null);
    assertThat(look()).isEmpty(); // the gateway has no answer at all to give
  }

  private void rolledOut() {
    add(Kind.BEGAN, null);
    add(Kind.BEFORE, "deploy.service");
    add(Kind.DONE, null);
  }

  private void add(Kind kind, @Nullable String step) {
    journal.add("r-1", kind, step);
  }

  /** Each look at the clock takes a second, so that nobody waits. */
  private List<Finding> look() {
    var clock = new AtomicLong();
    var second = Duration.ofSeconds(1).toNanos();
    var await = new Await(() -> clock.getAndAdd(second));
    return new AnswerCheck(new ClusterFile(new HostFiles(root)), journal, await).look();
  }
}
