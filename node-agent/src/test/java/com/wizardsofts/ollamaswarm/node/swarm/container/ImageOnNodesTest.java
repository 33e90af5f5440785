package com.wizardsofts.ollamaswarm.node.swarm.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.api.ImageState;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.FakeAgents;
import com.wizardsofts.ollamaswarm.node.rollout.deploy.ProvideImage;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The manager s84 has an image; the node s85 has it too, or another under the same name. */
class ImageOnNodesTest {
  private static final String TAG = "ollama/ollama:0.17.4";
  private static final String EXACT = "ollama/ollama@sha256:" + "1".repeat(64);
  private static final String OTHER = "ollama/ollama@sha256:" + "2".repeat(64);
  private static final String MIRROR = "mirror.example/ollama@sha256:" + "1".repeat(64);

  private final RecordedEngine docker = new RecordedEngine();
  private final Map<String, ImageState> there = new HashMap<>();
  private final Map<String, ImageState> here = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void one_digest_is_one_image_also_where_its_id_is_that_of_another_platform_or_image_store() {
    // Given
    here("sha256:config", EXACT);
    there(TAG, "sha256:index", EXACT);
    there(EXACT, "sha256:index", EXACT);
    // Then
    assertThat(provide()).isEqualTo(EXACT);
    assertThat(step(TAG)).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void a_reference_by_digest_means_the_same_everywhere() {
    here.put(EXACT, new ImageState(EXACT, "sha256:config", List.of()));
    there.put(EXACT, new ImageState(EXACT, "sha256:index", List.of()));
    assertThat(step(EXACT)).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void another_digest_under_the_same_tag_is_another_image() {
    // Given
    here("sha256:config", EXACT);
    there(TAG, "sha256:index", OTHER);
    // Then
    assertThat(step(TAG)).isInstanceOf(Observation.Blocked.class);
  }

  @Test
  void images_without_a_digest_are_compared_by_their_id() {
    // Given
    here("sha256:config");
    there(TAG, "sha256:config");
    assertThat(provide()).isEqualTo(TAG);
    assertThat(step(TAG)).isInstanceOf(Observation.AsPlanned.class);
    // When
    there(TAG, "sha256:other");
    // Then
    assertThat(step(TAG)).isInstanceOf(Observation.Blocked.class);
    assertThatThrownBy(this::provide)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("image.missing"));
  }

  @Test
  void nodes_are_told_the_digest_of_the_repository_that_was_asked_for() {
    // Given
    here("sha256:config", MIRROR, EXACT);
    there(EXACT, "sha256:config", EXACT);
    // When
    provide();
    // Then
    assertThat(asked).containsExactly(EXACT);
  }

  private String provide() {
    docker
        .on("GET /info", "{\"Swarm\":{\"ControlAvailable\":true,\"NodeID\":\"n1\"}}")
        .on(
            "GET /nodes",
            """
            [{"ID":"n1","Spec":{"Labels":{"ollama.store":"store-1"}},
              "Description":{"Hostname":"s84"},"Status":{"State":"ready","Addr":"198.51.100.84"}},
             {"ID":"n2","Spec":{"Labels":{"ollama.store":"store-1"}},
              "Description":{"Hostname":"s85"},"Status":{"State":"ready","Addr":"198.51.100.85"}}]
            """);
    var engine = docker.engine();
    return new ImageOnNodes(new Images(engine), new Swarm(engine), agents()).provide(TAG);
  }

  private Observation step(String reference) {
    var of = "198.51.100.85:7484";
    return new ProvideImage("deploy.image.s85", "s85", of, "lead:7484", reference, agents())
        .observe();
  }

  private void here(String id, String... digests) {
    here.put(TAG, new ImageState(TAG, id, List.of(digests)));
    var names = List.of(digests).stream().map("\"%s\""::formatted).toList();
    docker.on(
        "GET /images/%s/json".formatted(TAG),
        "{\"Id\":\"%s\",\"RepoDigests\":%s}".formatted(id, names));
  }

  private void there(String reference, String id, String... digests) {
    there.put(reference, new ImageState(reference, id, List.of(digests)));
  }

  private FakeAgents agents() {
    return new FakeAgents() {
      @Override
      protected Object answer(String address, String method, Object[] given) {
        assertThat(method).isEqualTo("image");
        var reference = (String) given[0];
        asked.add(reference);
        return (address.startsWith("lead") ? here : there)
            .getOrDefault(reference, new ImageState(reference, null, List.of()));
      }
    };
  }
}
