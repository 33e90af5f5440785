package com.wizardsofts.ollamaswarm.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** An answer of the Engine, each part of which has to come in time. */
record TimedResponse(DockerHttpClient.Response response, Limit limit)
    implements DockerHttpClient.Response {

  /** Something that the Engine has to send. */
  @FunctionalInterface
  interface Part<T> {
    T read() throws IOException;
  }

  /** Reads a part, or gives up. */
  @FunctionalInterface
  interface Limit {
    int read(Part<Integer> part) throws IOException;
  }

  @Override
  public int getStatusCode() {
    return response.getStatusCode();
  }

  @Override
  public Map<String, List<String>> getHeaders() {
    return response.getHeaders();
  }

  @Override
  public InputStream getBody() {
    return new FilterInputStream(response.getBody()) {
      @Override
      public int read() throws IOException {
        return limit.read(super::read);
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return limit.read(() -> super.read(bytes, offset, length));
      }
    };
  }

  @Override
  public void close() {
    response.close();
  }
}
