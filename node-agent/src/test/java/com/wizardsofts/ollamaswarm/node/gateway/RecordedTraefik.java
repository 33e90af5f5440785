package com.wizardsofts.ollamaswarm.node.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** An operator's Traefik container, as Docker described a real one. */
public final class RecordedTraefik {
  private RecordedTraefik() {}

  /** A copy of its own for each caller. */
  public static ObjectNode container() {
    try (var file = RecordedTraefik.class.getResourceAsStream("traefik-container.json")) {
      return (ObjectNode) new ObjectMapper().readTree(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
