package com.wizardsofts.ollamaswarm.node.lead;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.node.gateway.FakeDocker;
import com.wizardsofts.ollamaswarm.node.gateway.Reply;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An Engine's images, and a registry that has Ollama's in any version but {@code none}. */
final class FakeImages implements FakeDocker.More {
  private static final Pattern ASKED = Pattern.compile("GET /images/(.+)/json");
  private static final String DIGEST = "ollama/ollama@sha256:" + "4a".repeat(32);
  private final Set<String> there = new HashSet<>(Set.of("traefik:v3.7.15"));

  @Override
  public @Nullable Reply reply(String order, String query, ObjectNode sent) {
    var asked = ASKED.matcher(order);
    if (asked.matches()) {
      return of(asked.group(1));
    }
    return order.equals("POST /images/create") ? pulled(query) : null;
  }

  private Reply of(String name) {
    if (!there.contains(name)) {
      return Reply.problem(404, "No such image: " + name);
    }
    var isOllama = name.startsWith("ollama/");
    var image = JsonNodeFactory.instance.objectNode();
    image.put("Id", isOllama ? "sha256:ollama" : "sha256:image");
    var digests = image.putArray("RepoDigests");
    if (isOllama) {
      digests.add(DIGEST);
    }
    return Reply.json(image);
  }

  /** The lines of a pull, or of one that a registry refuses, as the Engine sends them. */
  private Reply pulled(String query) {
    var tag = query.replaceFirst("(.*&)?tag=([^&]*).*", "$2");
    var image = query.replaceFirst("(.*&)?fromImage=([^&]*).*", "$2");
    var name = tag.equals(query) || tag.isEmpty() ? image : image + ":" + tag;
    if (name.endsWith(":none")) {
      return lines(
          """
          {"errorDetail":{"message":"manifest unknown"},"error":"manifest unknown"}
          """);
    }
    there.add(name);
    there.add(DIGEST);
    return lines(
        """
        {"status":"Pulling from ollama/ollama","id":"latest"}
        {"status":"Downloading","progressDetail":{"current":512,"total":1024},"progress":"[==>  ]","id":"5a1d"}
        {"status":"Pull complete","progressDetail":{},"id":"5a1d"}
        {"status":"Digest: sha256:4a4a"}
        {"status":"Status: Downloaded newer image for ollama/ollama:latest"}
        """);
  }

  private static Reply lines(String lines) {
    return Reply.stream(
        "application/json",
        out -> {
          for (var line : lines.split("(?<=\n)")) {
            out.write(line.getBytes(UTF_8));
            out.flush();
          }
        });
  }
}
