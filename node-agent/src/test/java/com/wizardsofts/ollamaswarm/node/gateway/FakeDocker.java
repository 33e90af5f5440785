package com.wizardsofts.ollamaswarm.node.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Docker Engine of one server, as far as the gateway uses it: it keeps containers and can be cut
 * off after any number of orders. A real one cannot run in a hermetic test; it is met on the lab.
 */
final class FakeDocker implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpServer http;
  private final Map<String, ObjectNode> containers = new LinkedHashMap<>();
  private final List<String> orders = new ArrayList<>();
  private final Consumer<ObjectNode> onStart;
  private String version = "26.1.5";
  private int ordersLeft = Integer.MAX_VALUE;
  private int made;

  /** {@code onStart} may change the state of a container that was just started. */
  FakeDocker(Consumer<ObjectNode> onStart) throws IOException {
    this.onStart = onStart;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::answer);
    http.start();
  }

  URI address() {
    return URI.create("tcp://127.0.0.1:" + http.getAddress().getPort());
  }

  void add(ObjectNode inspect) {
    containers.put(inspect.path("Id").asText(), inspect);
  }

  /** The orders that were carried out. */
  List<String> orders() {
    return orders;
  }

  void version(String other) {
    version = other;
  }

  void dieAfter(int count) {
    ordersLeft = count;
  }

  void revive() {
    ordersLeft = Integer.MAX_VALUE;
  }

  List<String> names() {
    return containers.values().stream().map(FakeDocker::name).sorted().toList();
  }

  @Nullable ObjectNode find(String reference) {
    return containers.values().stream()
        .filter(c -> c.path("Id").asText().equals(reference) || name(c).equals(reference))
        .findFirst()
        .orElse(null);
  }

  ObjectNode get(String reference) {
    return Objects.requireNonNull(find(reference), reference);
  }

  private static String name(JsonNode container) {
    return container.path("Name").asText().substring(1);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var uri = exchange.getRequestURI();
      var path = uri.getPath().replaceFirst("^/v1\\.\\d+", "");
      var order = exchange.getRequestMethod() + " " + path;
      var isOrder = !exchange.getRequestMethod().equals("GET");
      if (ordersLeft <= 0 && (isOrder || ordersLeft < 0)) {
        ordersLeft = -1;
        return;
      }
      var body = exchange.getRequestBody().readAllBytes();
      var sent = body.length == 0 ? JSON.createObjectNode() : (ObjectNode) JSON.readTree(body);
      var answer = carryOut(order, path.split("/"), String.valueOf(uri.getQuery()), sent);
      if (isOrder) {
        ordersLeft--;
        orders.add(order);
      }
      var bytes = JSON.writeValueAsBytes(answer == null ? Map.of("message", "No such") : answer);
      exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private @Nullable JsonNode carryOut(String order, String[] path, String query, ObjectNode sent) {
    if (order.equals("GET /version")) {
      return JSON.createObjectNode()
          .put("Version", version)
          .put("ApiVersion", "1.45")
          .put("MinAPIVersion", "1.24");
    }
    if (order.equals("GET /containers/json")) {
      return JSON.createArrayNode();
    }
    if (order.startsWith("GET /images/")) {
      return JSON.createObjectNode().put("Id", "sha256:image");
    }
    if (order.equals("POST /containers/create")) {
      return create(query.replace("name=", ""), sent);
    }
    if (path[1].equals("networks")) {
      var container = get(sent.path("Container").asText());
      var networks = (ObjectNode) container.at("/NetworkSettings/Networks");
      if (path[3].equals("connect")) {
        networks.putObject(path[2]);
      } else {
        networks.remove(path[2]);
      }
      return JSON.createObjectNode();
    }
    var container = find(path[2]);
    return container == null ? null : change(order, path, query, sent, container);
  }

  private JsonNode change(
      String order, String[] path, String query, ObjectNode sent, ObjectNode container) {
    if (order.startsWith("DELETE")) {
      containers.remove(container.path("Id").asText());
      return JSON.createObjectNode();
    }
    switch (path[3]) {
      case "start", "restart" -> run(container);
      case "stop" -> state(container, "exited");
      case "rename" -> container.put("Name", "/" + query.replace("name=", ""));
      case "update" ->
          ((ObjectNode) container.get("HostConfig"))
              .set("RestartPolicy", sent.get("RestartPolicy"));
      default -> {}
    }
    return container;
  }

  private JsonNode create(String name, ObjectNode sent) {
    var inspect = JSON.createObjectNode();
    var id = "new" + ++made;
    inspect.put("Id", id).put("Name", "/" + name).put("Image", "sha256:image");
    inspect.set("HostConfig", sent.remove("HostConfig"));
    var networks = inspect.putObject("NetworkSettings").putObject("Networks");
    sent.at("/NetworkingConfig/EndpointsConfig").fieldNames().forEachRemaining(networks::putObject);
    sent.remove("NetworkingConfig");
    inspect.set("Config", sent);
    var mounts = inspect.putArray("Mounts");
    for (var bind : inspect.at("/HostConfig/Binds")) {
      var parts = bind.asText().split(":");
      mounts.addObject().put("Source", parts[0]).put("Destination", parts[1]);
    }
    state(inspect, "created");
    add(inspect);
    return JSON.createObjectNode().put("Id", id);
  }

  private void run(ObjectNode container) {
    state(container, "running");
    onStart.accept(container);
  }

  static void state(ObjectNode container, String status) {
    container
        .putObject("State")
        .put("Status", status)
        .put("Running", status.equals("running"))
        .put("Pid", 700);
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
