package com.wizardsofts.ollamaswarm.node.swarm.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Difference;
import com.wizardsofts.ollamaswarm.node.swarm.spec.ServiceSpec;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Specs;
import com.wizardsofts.ollamaswarm.step.Await;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Labels of the operator's own, those of the file beside those that were set by hand. */
class ServiceLabelsTest {
  private static final String NAMES = "ollama-swarm.labels";
  private static final ServiceSpec NONE = Specs.OLLAMA;
  private static final ServiceSpec TWO = Specs.labelled(Map.of("team", "search", "tier", "1"));
  private static final ServiceSpec ONE = Specs.labelled(Map.of("team", "chat"));

  private final RecordedEngine docker =
      Recorded.swarm()
          .on("POST /services/service-id/update", "{}")
          .on("GET /tasks", "[]")
          .on("GET /nodes", "[]");
  private final ObjectMapper json = new ObjectMapper();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void each_is_a_difference_of_its_own() throws Exception {
    // Given
    there(Specs.json(NONE));
    // Then
    assertThat(service().differences(TWO))
        .containsExactly(
            new Difference("Labels." + NAMES, Difference.NONE, "team,tier"),
            new Difference("Labels.team", Difference.NONE, "search"),
            new Difference("Labels.tier", Difference.NONE, "1"));
    assertThat(put(TWO)).isEqualTo(labels(Specs.json(TWO)));
  }

  @Test
  void a_service_of_an_older_version_is_as_wanted_without_any() {
    // Given
    var is = Specs.json(NONE);
    is.withObjectProperty("Labels").put("by-hand", "x");
    there(is);
    // Then
    assertThat(service().differences(NONE)).isEmpty();
  }

  @Test
  void one_that_is_wanted_no_more_goes_and_a_changed_one_changes() throws Exception {
    // Given
    there(Specs.json(TWO));
    // Then
    assertThat(service().differences(ONE))
        .containsExactly(
            new Difference("Labels." + NAMES, "team,tier", "team"),
            new Difference("Labels.team", "search", "chat"),
            new Difference("Labels.tier", "1", Difference.NONE));
    assertThat(put(ONE)).isEqualTo(labels(Specs.json(ONE)));
  }

  @Test
  void with_the_last_one_goes_the_one_that_names_them() throws Exception {
    there(Specs.json(TWO));
    assertThat(put(NONE)).isEqualTo(labels(Specs.json(NONE)));
  }

  @Test
  void those_set_by_hand_stay() throws Exception {
    // Given
    var is = Specs.json(TWO);
    is.withObjectProperty("Labels").put("by-hand", "x");
    there(is);
    // Then
    assertThat(put(NONE))
        .isEqualTo(Specs.json(NONE).withObjectProperty("Labels").put("by-hand", "x"));
  }

  @Test
  void one_that_was_changed_or_removed_by_hand_is_put_back() {
    // Given
    var is = Specs.json(TWO);
    is.withObjectProperty("Labels").put("team", "chat").remove(List.of("tier"));
    there(is);
    // Then
    assertThat(service().differences(TWO))
        .extracting(Difference::field)
        .containsExactly("Labels.team", "Labels.tier");
  }

  @Test
  void a_value_may_be_what_stands_for_none() {
    there(Specs.json(NONE));
    assertThat(service().differences(Specs.labelled(Map.of("team", Difference.NONE))))
        .extracting(Difference::field)
        .contains("Labels.team");
  }

  @Test
  void the_label_that_names_them_takes_away_nothing_that_could_not_be_ours() throws Exception {
    // Given
    var is = Specs.json(NONE);
    is.withObjectProperty("Labels")
        .put("com.docker.stack.namespace", "x")
        .put(NAMES, "com.docker.stack.namespace,traefik.enable,,no label");
    there(is);
    // Then
    assertThat(put(NONE))
        .isEqualTo(
            Specs.json(NONE).withObjectProperty("Labels").put("com.docker.stack.namespace", "x"));
  }

  @Test
  void the_state_tells_them_and_no_others() {
    // Given
    var is = Specs.json(TWO);
    is.withObjectProperty("Labels").put("by-hand", "x");
    there(is);
    // Then
    assertThat(service().state("ollama").labels()).isEqualTo(Map.of("team", "search", "tier", "1"));
  }

  private void there(ObjectNode spec) {
    docker.on("GET /services/ollama", Recorded.stored(spec));
  }

  /** The labels that are sent to the Engine. */
  private JsonNode put(ServiceSpec spec) throws Exception {
    service().put(spec);
    return labels(json.readTree(docker.changes().getLast().body()));
  }

  private static JsonNode labels(JsonNode spec) {
    return spec.path("Labels");
  }

  private OllamaService service() {
    var engine = docker.engine();
    return new OllamaService(engine, new OverlayNetwork(engine), new Await());
  }
}
