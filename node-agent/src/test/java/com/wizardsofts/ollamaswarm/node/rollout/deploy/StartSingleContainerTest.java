package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.rollout.probe.OllamaClient;
import com.wizardsofts.ollamaswarm.node.swarm.container.StandaloneOllama;
import com.wizardsofts.ollamaswarm.node.swarm.replica.RunningRequests;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartSingleContainerTest {
  private static final String ALL = "GET /containers/json?all=true";
  private static final String SINGLE =
      """
      {"Id":"c9","Name":"/ollama","State":{"Running":true},"Config":{"Image":"ollama/ollama","Labels":{}},
       "HostConfig":{"PortBindings":{"11434/tcp":[{"HostPort":"11434"}]}}}
      """;

  @TempDir Path root;
  private final RecordedEngine docker = new RecordedEngine();
  private final HttpServer ollama;

  StartSingleContainerTest() throws IOException {
    ollama = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ollama.createContext(
        "/api/version",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, -1);
          }
        });
    ollama.start();
  }

  @AfterEach
  void close() {
    docker.close();
    ollama.stop(0);
  }

  @Test
  void one_that_answers_is_made_where_there_is_none() {
    // Given
    docker
        .on(ALL, "[]")
        .on(ALL, "[{\"Id\":\"c9\"}]")
        .on(ALL + "&filters=", "[]")
        .on("GET /containers/c9/json", SINGLE)
        .on("POST /containers/create", "{\"Id\":\"c9\"}")
        .on("POST /containers/c9/start", 204, "");
    var step = step();
    // Then
    assertThat(step.observe())
        .isInstanceOfSatisfying(
            Observation.Differs.class,
            differs -> assertThat(differs.current()).contains("no container has port 11434"));
    step.apply();
    assertThat(step.observe()).isInstanceOf(Observation.AsPlanned.class);
    assertThat(docker.changes()).hasSize(2);
  }

  @Test
  void where_the_old_one_serves_again_none_is_made() {
    // Given
    docker.on(ALL, "[{\"Id\":\"c9\"}]").on("GET /containers/c9/json", SINGLE);
    // Then
    assertThat(step().observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  private StartSingleContainer step() {
    var containers =
        new StandaloneOllama(
            docker.engine(), new RunningRequests(new HostFiles(root)), new Await());
    var base = "http://127.0.0.1:" + ollama.getAddress().getPort();
    return new StartSingleContainer(
        11434,
        "traefik",
        "ollama/ollama",
        "/opt/ollama-models/models",
        Duration.ofSeconds(10),
        containers,
        new OllamaClient(base, Duration.ofSeconds(5)),
        new Await());
  }
}
