package com.wizardsofts.ollamaswarm.node.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikNow;
import java.nio.file.Path;

/**
 * Another text for our dynamic file, which an older agent wrote.
 *
 * @param file on this server
 * @param before what it says
 * @param wanted what it is to say
 */
public record DynamicChange(Path file, String before, String wanted) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As the journal keeps it: the file and what it said before. */
  public String undo() {
    return JSON.createObjectNode()
        .put("file", file.toString())
        .put("before", before)
        .put("wanted", wanted)
        .toString();
  }

  /** Whether the old text has all that routers made from our labels name. */
  boolean sufficesBefore(TraefikNow now) {
    return now.middlewaresOfFiles().stream().allMatch(name -> before.contains(name + ":"));
  }

  static DynamicChange parse(String undo) {
    try {
      var tree = JSON.readTree(undo);
      return new DynamicChange(
          Path.of(tree.path("file").asText()),
          tree.path("before").asText(),
          tree.path("wanted").asText());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not written by DynamicChange: " + undo, e);
    }
  }
}
