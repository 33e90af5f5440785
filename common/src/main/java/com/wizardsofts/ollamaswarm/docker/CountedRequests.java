package com.wizardsofts.ollamaswarm.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the requests that change something. */
final class CountedRequests implements DockerHttpClient {
  private static final Set<String> QUESTIONS = Set.of("GET", "HEAD");

  private final DockerHttpClient engine;
  private final AtomicLong changes = new AtomicLong();

  CountedRequests(DockerHttpClient engine) {
    this.engine = engine;
  }

  /** Since this client was made; a program run inside a container is a question of ours. */
  long changes() {
    return changes.get();
  }

  @Override
  public Response execute(Request request) {
    if (!QUESTIONS.contains(request.method()) && !request.path().contains("/exec")) {
      changes.incrementAndGet();
    }
    return engine.execute(request);
  }

  @Override
  public void close() throws IOException {
    engine.close();
  }
}
