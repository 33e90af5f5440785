package com.wizardsofts.ollamaswarm.node.cluster.label;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.swarm.Node;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LabelCheckTest {
  private final RecordedEngine docker =
      new RecordedEngine()
          .on("GET /info", "{\"Swarm\":{\"ControlAvailable\":true,\"NodeID\":\"n1\"}}");

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void a_withdrawn_label_is_found_with_the_nodes_name() {
    // Given
    docker.on("GET /nodes", node(Node.WITHDRAWN_LABEL));
    // Then
    assertThat(new LabelCheck(new Swarm(docker.engine())).look())
        .singleElement()
        .satisfies(found -> assertThat(found.cause()).contains("s85"))
        .satisfies(found -> assertThat(found.about()).containsExactly("s85"))
        .extracting(Finding::code)
        .isEqualTo("node.withdrawn");
  }

  @Test
  void a_labelled_node_is_in_order() {
    // Given
    docker.on("GET /nodes", node(Node.STORE_LABEL));
    // Then
    assertThat(new LabelCheck(new Swarm(docker.engine())).look()).isEmpty();
  }

  private static String node(String label) {
    return """
        [{"ID":"n2","Spec":{"Availability":"active","Labels":{"%s":"store-1"}},
          "Description":{"Hostname":"s85"},"Status":{"State":"ready","Addr":"198.51.100.85"}}]
        """
        .formatted(label);
  }
}
