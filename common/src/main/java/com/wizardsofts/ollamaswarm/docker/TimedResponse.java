package com.wizardsofts.ollamaswarm.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import com.wizardsofts.ollamaswarm.step.TimeLimit;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An answer of the Engine, each part of which has to come in time.
 *
 * @param silence the longest before a part
 */
record TimedResponse(DockerHttpClient.Response response, Duration silence)
    implements DockerHttpClient.Response {

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
        return TimeLimit.within(silence, super::read);
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return TimeLimit.within(silence, () -> super.read(bytes, offset, length));
      }
    };
  }

  @Override
  public void close() {
    response.close();
  }
}
