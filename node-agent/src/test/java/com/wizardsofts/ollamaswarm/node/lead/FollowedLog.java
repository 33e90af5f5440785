package com.wizardsofts.ollamaswarm.node.lead;

import com.wizardsofts.ollamaswarm.trust.LabPki;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** The lines of an answer that does not end, as they come. */
final class FollowedLog implements AutoCloseable {
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<HttpResponse<Stream<String>>> answer;
  private final HttpClient http = HttpClient.newBuilder().sslContext(LabPki.caller("85")).build();

  FollowedLog(String url) {
    var request = HttpRequest.newBuilder(URI.create(url)).build();
    answer = http.sendAsync(request, BodyHandlers.ofLines());
    var _ = answer.thenAcceptAsync(it -> it.body().forEach(lines::add), Thread::startVirtualThread);
  }

  /** Of the answer, once it has begun. */
  int status() {
    return answer.join().statusCode();
  }

  boolean has(String word) {
    return lines.stream().anyMatch(line -> line.contains(word));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
