package com.wizardsofts.ollamaswarm.node.swarm.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskAddressesTest {
  private final RecordedEngine docker = new RecordedEngine();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void running_tasks_are_told_by_their_address_on_the_network_asked_for() {
    // Given
    docker
        .on("GET /services/ollama", "{\"ID\":\"s1\",\"Spec\":{\"Name\":\"ollama\"}}")
        .on(
            "GET /tasks",
            Recorded.tasks(
                attached(Recorded.task("t1", 1, "running", "running", ""), "10.0.1.5"),
                attached(Recorded.task("t2", 2, "running", "shutdown", ""), "10.0.1.6"),
                attached(Recorded.task("t3", 2, "starting", "running", ""), "10.0.1.7")));
    // Then
    assertThat(new TaskAddresses(docker.engine()).of("ollama", "ollama-network"))
        .containsOnlyKeys("10.0.1.5")
        .containsValue("t1");
  }

  @Test
  void without_the_service_there_are_none() {
    // Given
    docker.on("GET /services/ollama", 404, "{\"message\":\"service ollama not found\"}");
    // Then
    assertThat(new TaskAddresses(docker.engine()).of("ollama", "ollama-network")).isEmpty();
  }

  private static String attached(String task, String address) {
    return """
    {"NetworksAttachments":[
       {"Network":{"Spec":{"Name":"ingress"}},"Addresses":["10.0.0.9/24"]},
       {"Network":{"Spec":{"Name":"ollama-network"}},"Addresses":["%s/24"]}],%s
    """
        .formatted(address, task.strip().substring(1));
  }
}
