package com.wizardsofts.ollamaswarm.node.swarm.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.step.Await;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An operator's service on Engines 24 to 29, with fields of the Engine API's history up to 1.52
 * (built from the API's documentation; only 26 is met for real, on the lab). An Engine forgets
 * fields of an update that are newer than the request's API version: 1.46 brought {@code
 * OomScoreAdj} and the options of tmpfs mounts, 1.52 {@code SwapBytes}.
 */
class EngineVersionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPERATORS =
      """
      {"Name":"ollama","Labels":{"team":"search"},
       "TaskTemplate":{
        "ContainerSpec":{"Image":"ollama/ollama:latest@sha256:00","Isolation":"default","Init":true,
         "CapabilityAdd":["CAP_SYS_NICE"],"Ulimits":[{"Name":"memlock","Hard":-1,"Soft":-1}],
         "Sysctls":{"net.core.somaxconn":"1024"},"OomScoreAdj":-500,
         "Privileges":{"CredentialSpec":null,"SELinuxContext":null,"NoNewPrivileges":true,
          "Seccomp":{"Mode":"unconfined"},"AppArmor":{"Mode":"disabled"}},
         "Healthcheck":{"Test":["CMD","true"],"StartInterval":1000000000},
         "Mounts":[{"Type":"tmpfs","Target":"/tmp","TmpfsOptions":{"SizeBytes":1048576,"Options":[["noexec"]]}},
          {"Type":"volume","Source":"v","Target":"/v","VolumeOptions":{"Subpath":"sub"}},
          {"Type":"bind","Source":"/b","Target":"/b","BindOptions":{"ReadOnlyNonRecursive":true}}]},
        "Resources":{"Limits":{"Pids":200},"SwapBytes":1048576,"MemorySwappiness":10,
         "Reservations":{"GenericResources":[{"NamedResourceSpec":{"Kind":"GPU","Value":"u-1"}}]}},
        "Placement":{"MaxReplicas":2,"Preferences":[{"Spread":{"SpreadDescriptor":"node.labels.rack"}}]},
        "LogDriver":{"Name":"json-file","Options":{"max-size":"10m"}},"Runtime":"container","ForceUpdate":7},
       "Mode":{"Replicated":{"Replicas":1}},
       "UpdateConfig":{"Parallelism":1,"MaxFailureRatio":0.25,"Monitor":5000000000},
       "EndpointSpec":{"Mode":"dnsrr"},
       "AFieldOfTomorrow":{"a":[1.50,"x"]}}
      """;

  @ParameterizedTest
  @CsvSource({
    "24.0.9, 1.12, 1.43",
    "25.0.5, 1.24, 1.44",
    "26.1.5, 1.24, 1.45",
    "27.5.1, 1.24, 1.47",
    "28.5.2, 1.24, 1.51",
    "29.0.0, 1.44, 1.52"
  })
  void an_update_keeps_every_field_of_the_operator(String version, String oldest, String newest)
      throws Exception {
    try (var docker = new RecordedEngine(version, oldest, newest)) {
      // Given
      docker
          .on(
              "GET /services/ollama",
              "{\"ID\":\"s1\",\"Version\":{\"Index\":3},\"Spec\":%s}".formatted(OPERATORS))
          .on("POST /services/s1/update", "{}");
      var engine = docker.engine();
      // When
      new OllamaService(engine, new OverlayNetwork(engine), new Await()).scale("ollama", 4);
      // Then
      var sent = docker.changes().getLast();
      assertThat(sent.apiVersion()).isEqualTo(newest);
      assertThat(JSON.readTree(sent.body())).isEqualTo(with4Replicas());
    }
  }

  private static JsonNode with4Replicas() throws Exception {
    return JSON.readTree(OPERATORS.replace("\"Replicas\":1}", "\"Replicas\":4}"));
  }
}
