package com.wizardsofts.ollamaswarm.node.swarm.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpecMergeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void what_we_do_not_set_stays() throws Exception {
    // Given
    var there =
        read(
            """
            {"Name":"ollama","Labels":{"team":"search","traefik.enable":"false"},
             "Mode":{"Replicated":{"Replicas":3}},
             "TaskTemplate":{"ForceUpdate":4,"LogDriver":{"Name":"json-file"},
              "Placement":{"Constraints":["node.role==worker","node.labels.ollama.store == old"]},
              "Networks":[{"Target":"other-id","Aliases":["x"]}],
              "ContainerSpec":{"Hostname":"h","Env":["OLLAMA_FLASH_ATTENTION=1","OLLAMA_MODELS=/x"],
               "Mounts":[{"Type":"volume","Source":"v","Target":"/v"},
                {"Type":"bind","Source":"/old","Target":"/models","BindOptions":{"Propagation":"rslave"}}]}}}
            """);
    // When
    SpecMerge.merge(there, Specs.json());
    // Then
    assertThat(there.at("/Labels/team").asText()).isEqualTo("search");
    assertThat(there.at("/Labels/traefik.enable").asText()).isEqualTo("true");
    assertThat(there.at("/Mode/Replicated/Replicas").asInt()).isEqualTo(3);
    assertThat(there.at("/TaskTemplate/ForceUpdate").asInt()).isEqualTo(4);
    assertThat(there.at("/TaskTemplate/LogDriver/Name").asText()).isEqualTo("json-file");
    assertThat(texts(there.at("/TaskTemplate/Placement/Constraints")))
        .containsExactly("node.role==worker", "node.labels.ollama.store==store-1");
    assertThat(there.at("/TaskTemplate/Networks/0/Aliases/0").asText()).isEqualTo("x");
    assertThat(there.at("/TaskTemplate/Networks/1/Target").asText()).isEqualTo("network-id");
    var container = there.at("/TaskTemplate/ContainerSpec");
    assertThat(container.path("Hostname").asText()).isEqualTo("h");
    assertThat(texts(container.path("Env")))
        .contains("OLLAMA_FLASH_ATTENTION=1", "OLLAMA_MODELS=/models")
        .doesNotContain("OLLAMA_MODELS=/x");
    assertThat(container.at("/Mounts/0/Target").asText()).isEqualTo("/v");
    assertThat(container.at("/Mounts/1/Source").asText()).isEqualTo("/opt/ollama-models/models");
    assertThat(container.at("/Mounts/1/BindOptions/Propagation").asText()).isEqualTo("rslave");
  }

  @Test
  void published_ports_go() throws Exception {
    // Given
    var there = read("{\"EndpointSpec\":{\"Mode\":\"vip\",\"Ports\":[{\"PublishedPort\":11434}]}}");
    // When
    SpecMerge.merge(there, Specs.json());
    // Then
    assertThat(there.at("/EndpointSpec/Ports")).isEmpty();
    assertThat(there.at("/EndpointSpec/Mode").asText()).isEqualTo("dnsrr");
  }

  @Test
  void what_the_guides_service_had_and_cannot_stay_goes() throws Exception {
    // Given
    var there =
        read(
            """
            {"Labels":{"traefik.docker.network":"x","team":"search"},
             "TaskTemplate":{"ContainerSpec":{"Mounts":[{"Target":"/root/.ollama"},{"Target":"/v"}]}}}
            """);
    // When
    SpecMerge.dropObstacles(there, Specs.json());
    // Then
    assertThat(there.path("Labels").toString()).isEqualTo("{\"team\":\"search\"}");
    assertThat(there.at("/TaskTemplate/ContainerSpec/Mounts").toString())
        .isEqualTo("[{\"Target\":\"/v\"}]");
  }

  @Test
  void a_service_for_traefik_3_loses_the_labels_that_traefik_2_refuses() throws Exception {
    // Given
    var there = Specs.json();
    var ours = Specs.jsonFor(SwarmProvider.DOCKER);
    // When
    SpecMerge.dropObstacles(there, ours);
    SpecMerge.merge(there, ours);
    // Then
    assertThat(there.path("Labels")).isEqualTo(ours.path("Labels"));
    assertThat(ours.path("Labels").toString())
        .contains("\"traefik.docker.network\":\"ollama-network\"")
        .doesNotContain("traefik.swarm.", "strategy");
  }

  @Test
  void laying_the_same_twice_changes_nothing() {
    // Given
    var there = stored();
    var before = there.deepCopy();
    // When
    SpecMerge.merge(there, Specs.json());
    // Then
    assertThat(there).isEqualTo(before);
    assertThat(SpecDifference.between(before, there)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("leaves")
  void each_field_that_is_changed_by_hand_is_found_and_put_back(String pointer) {
    // Given
    var there = stored();
    change(there, pointer);
    var merged = there.deepCopy();
    // When
    SpecMerge.merge(merged, Specs.json());
    // Then
    assertThat(SpecDifference.between(there, merged)).isNotEmpty();
    assertThat(SpecDifference.between(merged, stored()))
        .allMatch(difference -> difference.wanted().equals(Difference.NONE));
  }

  static Stream<String> leaves() {
    var pointers = new ArrayList<String>();
    collect("", Specs.json(), pointers);
    return pointers.stream().filter(pointer -> !pointer.endsWith("/ConfigID"));
  }

  /** As Swarm gives it back: read from text, so numbers are of the smallest type. */
  private static ObjectNode stored() {
    return read(Specs.json().toString());
  }

  private static void collect(String pointer, JsonNode node, List<String> pointers) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              field -> collect(pointer + "/" + escape(field.getKey()), field.getValue(), pointers));
    } else if (node.isArray()) {
      for (var i = 0; i < node.size(); i++) {
        collect(pointer + "/" + i, node.get(i), pointers);
      }
    } else {
      pointers.add(pointer);
    }
  }

  private static String escape(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  private static void change(ObjectNode spec, String pointer) {
    var cut = pointer.lastIndexOf('/');
    var last = pointer.substring(cut + 1);
    var parent = spec.at(pointer.substring(0, cut));
    var node = spec.at(pointer);
    var other =
        switch (node) {
          case JsonNode n when n.isBoolean() -> spec.booleanNode(!n.asBoolean());
          case JsonNode n when n.isNumber() -> spec.numberNode(n.asLong() + 1);
          default -> spec.textNode(node.asText() + "x");
        };
    switch (parent) {
      case ObjectNode object -> object.set(last, other);
      case ArrayNode array -> array.set(Integer.parseInt(last), other);
      default -> throw new AssertionError(pointer);
    }
  }

  private static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }

  private static ObjectNode read(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
