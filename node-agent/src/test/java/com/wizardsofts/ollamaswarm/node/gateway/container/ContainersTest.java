package com.wizardsofts.ollamaswarm.node.gateway.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainersTest {

  @ParameterizedTest
  @CsvSource({"26.1.5, 1.24, 1.45", "28.5.2, 1.24, 1.51", "29.1.3, 1.44, 1.52"})
  void a_container_is_read_and_made_again_with_all_fields_that_its_engine_has(
      String version, String oldest, String newest) {
    try (var docker = new RecordedEngine(version, oldest, newest)) {
      // Given
      docker
          .on("GET /containers/traefik/json", "{\"Id\":\"old\",\"Name\":\"/traefik\"}")
          .on("POST /containers/create", "{\"Id\":\"new\"}")
          .on("POST /networks/web/connect", "{}");
      var containers = new Containers(docker.engine());
      // When
      var read = containers.find("traefik").orElseThrow();
      var made = containers.create("traefik-new", read.inspect());
      containers.connect("web", made, JsonNodeFactory.instance.objectNode());
      // Then
      assertThat(docker.calls())
          .filteredOn(call -> !call.request().equals("GET /version"))
          .extracting(RecordedEngine.Call::apiVersion)
          .containsExactly(newest, newest, newest);
    }
  }
}
