package com.wizardsofts.ollamaswarm.nfs.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As much of a registry as models are fetched from, without TLS: unit tests have no other. A real
 * one is met by the tests on the lab.
 */
public final class FakeRegistry implements AutoCloseable {
  /** Every blob that was fetched, by its file's name, in the order of the requests. */
  public final List<String> fetched = new CopyOnWriteArrayList<>();

  public final AtomicLong fetchedBytes = new AtomicLong();
  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final HttpServer server;

  public FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v2/", this::answer);
    server.start();
  }

  /** As it stands in models' names. */
  public String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  public void hasManifest(ModelName model, byte[] content) {
    contents.put(
        "/v2/%s/%s/manifests/%s".formatted(model.namespace(), model.model(), model.tag()), content);
  }

  /**
   * @param fileName {@code sha256-X}; every model here has all blobs
   */
  public void hasBlob(String fileName, byte[] content) {
    contents.put(fileName, content);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      var blob = path.contains("/blobs/");
      var name = blob ? path.substring(path.lastIndexOf('/') + 1).replace(':', '-') : path;
      var content = contents.get(name);
      if (content == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      if (blob) {
        fetched.add(name);
        fetchedBytes.addAndGet(content.length);
      }
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
