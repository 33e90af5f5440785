package com.wizardsofts.ollamaswarm.node.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.OutputStream;

/**
 * An answer of a stand-in Engine.
 *
 * @param length of the content; 0 for one that is sent in pieces, -1 for none
 */
public record Reply(int status, String type, long length, Content content) {
  private static final String JSON = "application/json";

  /** Writes itself; a stream may go on until its reader goes. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** An answer with this JSON. */
  public static Reply json(JsonNode json) {
    var bytes = json.toString().getBytes(UTF_8);
    return new Reply(200, JSON, bytes.length, out -> out.write(bytes));
  }

  /** An answer without content. */
  public static Reply done() {
    return new Reply(204, JSON, -1, _ -> {});
  }

  /** Docker's refusals have a message. */
  public static Reply problem(int status, String message) {
    var bytes =
        JsonNodeFactory.instance.objectNode().put("message", message).toString().getBytes(UTF_8);
    return new Reply(status, JSON, bytes.length, out -> out.write(bytes));
  }

  /** An answer in pieces. */
  public static Reply stream(String type, Content content) {
    return new Reply(200, type, 0, content);
  }
}
