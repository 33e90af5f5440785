package com.wizardsofts.ollamaswarm.nfs.pull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An Ollama that answers a pull with what the test says: unit tests have no registry to pull from.
 * The real Ollama pulls in the tests on the lab.
 */
public final class FakeOllama implements AutoCloseable {
  /** What a pull does. */
  public interface Pulling {
    /** Called once per pull; what it returns is the answer. */
    String answer() throws Exception;
  }

  final List<String> asked = new CopyOnWriteArrayList<>();

  /** The answer to the next ones. */
  public volatile Pulling pulling = () -> "{\"status\":\"success\"}\n";

  private final HttpServer server;

  /** On Ollama's port, at an address of its own, so that tests can run at the same time. */
  public FakeOllama() throws IOException {
    var random = ThreadLocalRandom.current();
    var address = "127.%d.%d.9".formatted(random.nextInt(1, 250), random.nextInt(1, 250));
    server = HttpServer.create(new InetSocketAddress(address, 11434), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/api/version", exchange -> send(exchange, "{\"version\":\"0\"}"));
    server.createContext("/api/pull", this::pull);
    server.start();
  }

  /** Its IP address. */
  public String address() {
    return server.getAddress().getAddress().getHostAddress();
  }

  private void pull(HttpExchange exchange) throws IOException {
    asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    try {
      send(exchange, pulling.answer());
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, String answer) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(answer.getBytes(StandardCharsets.UTF_8));
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
