package com.wizardsofts.ollamaswarm.node.lead;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.node.gateway.FakeDocker;
import com.wizardsofts.ollamaswarm.node.gateway.Reply;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Swarm of up to two nodes in the words of the Engine API's documentation (1.45): its tasks run
 * at once. Replicas up to the fourth run on the first node, the others on the second.
 */
final class FakeSwarm implements FakeDocker.More {
  static final String HERE = "node84";
  static final String THERE = "node85";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern VERSION = Pattern.compile(".*version=([0-9]+).*");

  private final Map<String, ObjectNode> nodes = new LinkedHashMap<>();
  private final Map<String, ObjectNode> networks = new LinkedHashMap<>();
  private final Map<String, ObjectNode> configs = new LinkedHashMap<>();
  private final Map<String, ObjectNode> services = new LinkedHashMap<>();
  private final ReplicaContainers replicas;
  private int made;

  FakeSwarm(ReplicaContainers replicas) {
    this.replicas = replicas;
  }

  /** Another node comes in, or goes for good. */
  void second(boolean isThere, String address) {
    if (isThere) {
      nodes.put(THERE, node(THERE, "s85", address, "worker"));
    } else {
      nodes.remove(THERE);
    }
  }

  /** Has a script of an earlier agent still. */
  void oldScript() {
    var config = JSON.objectNode().put("ID", "old-script");
    config.putObject("Spec").put("Name", Script.PREFIX + "drain-000000000000");
    configs.put("old-script", config);
  }

  @Override
  public @Nullable Reply reply(String order, String query, ObjectNode sent) {
    var method = order.substring(0, order.indexOf(' '));
    var path = order.substring(order.indexOf('/') + 1).split("/");
    return switch (path[0]) {
      case "info" -> Reply.json(info());
      case "swarm" -> swarm(path[1], sent);
      case "nodes" -> objects(nodes, method, path, query, sent);
      case "networks" -> path.length > 2 ? null : networks(method, path, query, sent);
      case "configs" -> objects(configs, method, path, query, sent);
      case "services" -> services(method, path, query, sent);
      case "tasks" -> tasks(query);
      default -> null;
    };
  }

  private JsonNode info() {
    var info = JSON.objectNode().put("Name", "s84").put("ServerVersion", "26.1.5");
    var swarm =
        info.putObject("Swarm").put("LocalNodeState", nodes.isEmpty() ? "inactive" : "active");
    swarm.put("NodeID", nodes.isEmpty() ? "" : HERE).put("ControlAvailable", !nodes.isEmpty());
    swarm.putArray("RemoteManagers");
    return info;
  }

  private Reply swarm(String order, ObjectNode sent) {
    if (order.equals("leave")) {
      nodes.clear();
      networks.clear();
      configs.clear();
      return Reply.json(JSON.objectNode());
    }
    nodes.put(HERE, node(HERE, "s84", sent.path("AdvertiseAddr").asText(), "manager"));
    return Reply.json(JSON.textNode(HERE));
  }

  private ObjectNode node(String id, String name, String address, String role) {
    var node = JSON.objectNode().put("ID", id);
    node.putObject("Version").put("Index", ++made);
    node.putObject("Spec")
        .put("Role", role)
        .put("Availability", "active")
        .put("FieldOfTomorrow", "kept")
        .putObject("Labels");
    var description = node.putObject("Description").put("Hostname", name);
    description
        .putObject("Resources")
        .put("NanoCPUs", 4_000_000_000L)
        .put("MemoryBytes", 64L << 30);
    node.putObject("Status").put("State", "ready").put("Addr", address);
    if (role.equals("manager")) {
      node.putObject("ManagerStatus").put("Leader", true).put("Addr", address + ":2377");
    }
    return node;
  }

  private Reply networks(String method, String[] path, String query, ObjectNode sent) {
    if (!method.equals("POST")) {
      return objects(networks, method, path, query, sent);
    }
    var id = "network" + ++made;
    networks.put(id, sent.put("Id", id));
    return Reply.json(JSON.objectNode().put("Id", id));
  }

  /** Whatever has ended in the meantime has been replaced. */
  private Reply tasks(String query) {
    services.values().forEach(replicas::reconcile);
    return Reply.json(list(replicas.tasks().values(), task -> isOf(task, query)));
  }

  private Reply services(String method, String[] path, String query, ObjectNode sent) {
    if (path.length > 2 && path[2].equals("logs")) {
      return replicas.logs(query);
    }
    var reply = objects(services, method, path, query, sent);
    services.values().forEach(replicas::reconcile);
    if (method.equals("DELETE")) {
      replicas.end();
    }
    return reply;
  }

  /** Lists, shows, makes, changes and removes what Swarm keeps as a spec with a version. */
  private Reply objects(
      Map<String, ObjectNode> all, String method, String[] path, String query, ObjectNode sent) {
    if (path.length == 1) {
      return Reply.json(list(all.values(), it -> isNamed(it, query)));
    }
    if (path[1].equals("create")) {
      var id = path[0] + ++made;
      var object = JSON.objectNode().put("ID", id);
      object.putObject("Version").put("Index", ++made);
      object.set("Spec", sent);
      all.put(id, object);
      return Reply.json(JSON.objectNode().put("ID", id));
    }
    var found = all.values().stream().filter(it -> isCalled(it, path[1])).findFirst();
    if (found.isEmpty()) {
      return Reply.problem(404, "%s %s not found".formatted(path[0], path[1]));
    }
    var object = found.get();
    return switch (method) {
      case "DELETE" -> {
        all.values().remove(object);
        yield Reply.done();
      }
      case "POST" -> change(object, query, sent);
      default -> Reply.json(object);
    };
  }

  private Reply change(ObjectNode object, String query, ObjectNode sent) {
    Matcher version = VERSION.matcher(query);
    if (!version.matches() || !version.group(1).equals(object.at("/Version/Index").asText())) {
      return Reply.problem(500, "rpc error: code = Unknown desc = update out of sequence");
    }
    object.set("Spec", sent);
    object.withObjectProperty("Version").put("Index", ++made);
    return Reply.json(JSON.objectNode().putNull("Warnings"));
  }

  private static boolean isCalled(ObjectNode object, String name) {
    return object.path("ID").asText(object.path("Id").asText()).equals(name)
        || object.at("/Spec/Name").asText().equals(name);
  }

  private static boolean isNamed(ObjectNode object, String query) {
    var name = object.path("Name").asText(object.at("/Spec/Name").asText());
    return filter(query, "name").isEmpty() || name.startsWith(filter(query, "name"));
  }

  private boolean isOf(ObjectNode task, String query) {
    var service = services.get(task.path("ServiceID").asText());
    return filter(query, "service").isEmpty()
        || service != null && isCalled(service, filter(query, "service"));
  }

  /** The value of this key in the query's filters; blank without one. */
  static String filter(String query, String key) {
    var filters = query.replaceFirst(".*filters=", "");
    try {
      return filters.startsWith("{") ? MAPPER.readTree(filters).path(key).path(0).asText() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ArrayNode list(Iterable<ObjectNode> all, Predicate<ObjectNode> which) {
    var list = JSON.arrayNode();
    for (var one : all) {
      if (which.test(one)) {
        list.add(one);
      }
    }
    return list;
  }
}
