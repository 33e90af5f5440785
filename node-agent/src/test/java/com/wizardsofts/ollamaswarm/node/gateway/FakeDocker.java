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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Docker Engine of one server, as far as the gateway uses it: it keeps containers and can be cut
 * off after any number of orders; {@link More} may know the rest. A real one cannot run in a
 * hermetic test; it is met on the lab.
 */
public final class FakeDocker implements AutoCloseable {
  /** What else an Engine answers. */
  @FunctionalInterface
  public interface More {
    /**
     * Nothing when it is left to the containers' Engine.
     *
     * @param order method and path, without the API's version
     * @param query as it was meant, not as it was encoded
     */
    @Nullable Reply reply(String order, String query, ObjectNode sent);
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpServer http;
  private final Map<String, ObjectNode> containers = new LinkedHashMap<>();
  private final List<String> orders = new ArrayList<>();
  private final List<String> timesToStop = new ArrayList<>();
  private final Consumer<ObjectNode> onStart;
  private String image = "sha256:image";
  private String version = "26.1.5";
  private int ordersLeft = Integer.MAX_VALUE;
  private int made;
  private More more = (_, _, _) -> null;

  /** {@code onStart} may change the state of a container that was just started. */
  public FakeDocker(Consumer<ObjectNode> onStart) throws IOException {
    this.onStart = onStart;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/", this::answer);
    http.start();
  }

  /** Asks this first from now on. */
  public void also(More other) {
    more = other;
  }

  /** Where it listens, over TCP. */
  public URI address() {
    return URI.create("tcp://127.0.0.1:" + http.getAddress().getPort());
  }

  /** Has this container too, as {@code GET /containers/id/json} tells it. */
  public void add(ObjectNode inspect) {
    containers.put(inspect.path("Id").asText(), inspect);
  }

  /** The orders that were carried out. */
  List<String> orders() {
    return orders;
  }

  /** How long each container that was stopped or restarted had: {@code t=10}. */
  List<String> timesToStop() {
    return timesToStop;
  }

  /** What it has under every image's name; nothing before a pull. */
  void image(String id) {
    image = id;
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

  /** All containers, running or not. */
  public Collection<ObjectNode> containers() {
    return containers.values();
  }

  /** The container of this id or name. */
  public @Nullable ObjectNode find(String reference) {
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

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = exchange.getRequestBody().readAllBytes();
      var reply = reply(exchange.getRequestMethod(), exchange.getRequestURI(), body);
      if (reply != null) {
        exchange.getResponseHeaders().add("Content-Type", reply.type());
        exchange.sendResponseHeaders(reply.status(), reply.length());
        reply.content().writeTo(exchange.getResponseBody());
      }
    }
  }

  private synchronized @Nullable Reply reply(String method, URI uri, byte[] body)
      throws IOException {
    var path = uri.getPath().replaceFirst("^/v1\\.\\d+", "");
    var order = method + " " + path;
    var isOrder = !method.equals("GET");
    if (ordersLeft <= 0 && (isOrder || ordersLeft < 0)) {
      ordersLeft = -1;
      return null;
    }
    var sent = body.length == 0 ? JSON.createObjectNode() : (ObjectNode) JSON.readTree(body);
    var query = String.valueOf(uri.getQuery());
    var other = more.reply(order, query, sent);
    var answer = other == null ? carryOut(order, path.split("/"), query, sent) : null;
    if (isOrder) {
      ordersLeft--;
      orders.add(order);
    }
    if (other != null) {
      return other;
    }
    return answer == null ? Reply.problem(404, "No such thing: " + path) : Reply.json(answer);
  }

  private @Nullable JsonNode carryOut(String order, String[] path, String query, ObjectNode sent) {
    if (order.equals("GET /version")) {
      return JSON.createObjectNode()
          .put("Version", version)
          .put("ApiVersion", "1.45")
          .put("MinAPIVersion", "1.24");
    }
    if (order.equals("GET /info")) {
      return JSON.createObjectNode();
    }
    if (order.equals("GET /containers/json")) {
      return running();
    }
    if (order.startsWith("GET /images/")) {
      return image.isEmpty() ? null : JSON.createObjectNode().put("Id", image);
    }
    if (order.equals("POST /images/create")) {
      image = "sha256:pulled";
      return JSON.createObjectNode();
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

  private JsonNode running() {
    var all = JSON.createArrayNode();
    for (var container : containers.values()) {
      if (container.at("/State/Running").asBoolean()) {
        var listed = all.addObject().put("Id", container.path("Id").asText());
        listed.putArray("Names").add(container.path("Name").asText());
        var ports = listed.putArray("Ports");
        container
            .at("/HostConfig/PortBindings")
            .findValuesAsText("HostPort")
            .forEach(port -> ports.addObject().put("PublicPort", port).put("Type", "tcp"));
      }
    }
    return all;
  }

  private JsonNode change(
      String order, String[] path, String query, ObjectNode sent, ObjectNode container) {
    if (order.startsWith("DELETE")) {
      containers.remove(container.path("Id").asText());
      return JSON.createObjectNode();
    }
    switch (path[3]) {
      case "start" -> run(container);
      case "restart" -> {
        timesToStop.add(query);
        run(container);
      }
      case "stop" -> {
        timesToStop.add(query);
        state(container, "exited");
      }
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
    inspect.put("Id", id).put("Name", "/" + name).put("Image", image);
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

  /** Is this from now on: {@code created}, {@code running} or {@code exited}. */
  public static void state(ObjectNode container, String status) {
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
