package com.wizardsofts.ollamaswarm.node.lead;

import com.wizardsofts.ollamaswarm.trust.LabPki;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The lines of an answer that does not end, as they come. */
final class FollowedLog implements AutoCloseable {
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final HttpClient http = HttpClient.newBuilder().sslContext(LabPki.caller("85")).build();

  FollowedLog(String url) {
    var request = HttpRequest.newBuilder(URI.create(url)).build();
    var _ =
        http.sendAsync(request, BodyHandlers.ofLines())
            .thenAccept(answer -> answer.body().forEach(lines::add));
  }

  boolean has(String word) {
    return lines.stream().anyMatch(line -> line.contains(word));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
