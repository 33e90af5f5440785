package com.wizardsofts.ollamaswarm.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An Engine on a Unix socket that says what a test wants, and then nothing: it does not hang up.
 */
public final class HangingEngine implements AutoCloseable {
  /** The versions of Docker 26. */
  static final String VERSION =
      whole("{\"Version\":\"26.1.5\",\"ApiVersion\":\"1.45\",\"MinAPIVersion\":\"1.24\"}");

  /** Requests of which the head has come, and how connections ended. */
  final Queue<String> requests = new ConcurrentLinkedQueue<>();

  private final Queue<SocketChannel> connections = new ConcurrentLinkedQueue<>();
  private final Map<String, SocketChannel> asked = new ConcurrentHashMap<>();
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final ServerSocketChannel server;
  private final Path socket;

  /** Listens on a Unix socket that is not there yet. */
  public HangingEngine(Path socket) throws IOException {
    this.socket = socket;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofPlatform().daemon().start(this::accept);
  }

  /** An answer with this JSON, after which the connection can be used again. */
  static String whole(String json) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(json.length(), json);
  }

  /** Says this, head included, to requests for paths that contain {@code path}. */
  HangingEngine says(String path, String answer) {
    answers.put(path, answer);
    return this;
  }

  /** Goes on with what it says to the request for a path that contains {@code path}. */
  void goOn(String path, String more) throws IOException {
    for (var request : asked.entrySet()) {
      if (request.getKey().contains(path)) {
        request.getValue().write(ByteBuffer.wrap(more.getBytes(UTF_8)));
      }
    }
  }

  /** Where it listens. */
  public URI address() {
    return URI.create("unix://" + socket);
  }

  private void accept() {
    try {
      while (true) {
        var connection = server.accept();
        connections.add(connection);
        Thread.ofPlatform().daemon().start(() -> serve(connection));
      }
    } catch (IOException e) {
      requests.add("the socket is closed: " + e);
    }
  }

  private void serve(SocketChannel connection) {
    var received = ByteBuffer.allocate(1 << 16);
    try {
      while (connection.read(received) >= 0) {
        var head = new String(received.array(), 0, received.position(), UTF_8);
        if (head.contains("\r\n\r\n")) {
          received.clear();
          var request = head.lines().findFirst().orElseThrow();
          asked.put(request, connection);
          requests.add(request);
          for (var answer : answers.entrySet()) {
            if (request.contains(answer.getKey())) {
              connection.write(ByteBuffer.wrap(answer.getValue().getBytes(UTF_8)));
            }
          }
        }
      }
    } catch (IOException e) {
      requests.add("the client went: " + e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (var connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
