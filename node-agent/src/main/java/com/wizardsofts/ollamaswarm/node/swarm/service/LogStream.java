package com.wizardsofts.ollamaswarm.node.swarm.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.function.Consumer;

/**
 * The lines in an Engine's answer to {@code …/logs}, each with its end. Each comes as a frame: a
 * byte that tells standard output from errors, three without meaning, four with the length (Engine
 * API, "Stream format" of ContainerAttach). With a terminal there are no frames.
 */
final class LogStream {
  private static final String FRAMES = "application/vnd.docker.multiplexed-stream";
  private static final int WITHOUT_MEANING = 3;

  private LogStream() {}

  /** Reads until the answer ends, or breaks. */
  static void read(DockerHttpClient.Response answer, Consumer<String> lines) throws IOException {
    if (FRAMES.equals(answer.getHeader("Content-Type"))) {
      frames(answer.getBody(), lines);
    } else {
      var text = new BufferedReader(new InputStreamReader(answer.getBody(), UTF_8));
      for (var line = text.readLine(); line != null; line = text.readLine()) {
        lines.accept(line + "\n");
      }
    }
  }

  private static void frames(InputStream answer, Consumer<String> lines) throws IOException {
    var frames = new DataInputStream(new BufferedInputStream(answer));
    while (frames.read() >= 0) {
      frames.skipNBytes(WITHOUT_MEANING);
      var line = new byte[frames.readInt()];
      frames.readFully(line);
      lines.accept(new String(line, UTF_8));
    }
  }
}
