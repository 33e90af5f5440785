package com.wizardsofts.ollamaswarm.nfs.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a model's configuration, a JSON blob of Ollama, says of it.
 *
 * @param parameters such as {@code 7B}
 * @param quantisation such as {@code Q4_0}
 */
record ModelDetails(@Nullable String parameters, @Nullable String quantisation) {
  /** Real ones have less than a KiB. */
  private static final long MOST_BYTES = 1 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Nothing is known from a file that is missing or no such configuration. */
  static ModelDetails read(Path config) {
    var json = json(config);
    return new ModelDetails(text(json, "model_type"), text(json, "file_type"));
  }

  private static JsonNode json(Path config) {
    try {
      return Files.size(config) > MOST_BYTES
          ? MissingNode.getInstance()
          : JSON.readTree(Files.readAllBytes(config));
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  private static @Nullable String text(JsonNode json, String field) {
    var text = json.path(field).asText();
    return text.isEmpty() ? null : text;
  }
}
