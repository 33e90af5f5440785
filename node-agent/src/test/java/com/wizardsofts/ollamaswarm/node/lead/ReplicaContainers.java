package com.wizardsofts.ollamaswarm.node.lead;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.node.gateway.FakeDocker;
import com.wizardsofts.ollamaswarm.node.gateway.Reply;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The tasks of the stand-in Swarm and their containers, with what only running ones can tell. */
final class ReplicaContainers implements FakeDocker.More {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MOST_HERE = 4;
  private static final String LABEL = "com.docker.swarm.";

  private final Map<String, ObjectNode> tasks = new LinkedHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final FakeDocker docker;
  private final FakeLogs logs = new FakeLogs();
  private int made;

  ReplicaContainers(FakeDocker docker) {
    this.docker = docker;
  }

  Map<String, ObjectNode> tasks() {
    return tasks;
  }

  FakeLogs logs() {
    return logs;
  }

  Reply logs(String query) {
    return logs.reply("", query);
  }

  /** Has as many tasks of the service as wanted, all made from its spec. */
  void reconcile(ObjectNode service) {
    var wanted = service.at("/Spec/Mode/Replicated/Replicas").asInt();
    var template = service.at("/Spec/TaskTemplate");
    alive().stream()
        .filter(t -> t.path("Slot").asInt() > wanted || !t.path("Spec").equals(template))
        .forEach(task -> end(task, "shutdown"));
    var slots = alive().stream().map(task -> task.path("Slot").asInt()).toList();
    for (int slot = 1; slot <= wanted; slot++) {
      if (!slots.contains(slot)) {
        start(service, slot);
      }
    }
  }

  /** Ends all tasks: their service was removed. */
  void end() {
    alive().forEach(task -> end(task, "shutdown"));
    tasks.clear();
  }

  private List<ObjectNode> alive() {
    return tasks.values().stream()
        .filter(task -> task.at("/Status/State").asText().equals("running"))
        .toList();
  }

  private void end(ObjectNode task, String state) {
    task.put("DesiredState", "shutdown").withObjectProperty("Status").put("State", state);
    var container = docker.find(task.at("/Status/ContainerStatus/ContainerID").asText());
    if (container != null) {
      FakeDocker.state(container, "exited");
    }
  }

  private void start(ObjectNode service, int slot) {
    var id = "task%021d".formatted(++made);
    var task = JSON.objectNode().put("ID", id).put("ServiceID", service.path("ID").asText());
    var isHere = slot <= MOST_HERE;
    task.put("Slot", slot).put("NodeID", isHere ? FakeSwarm.HERE : FakeSwarm.THERE);
    task.put("DesiredState", "running").set("Spec", service.at("/Spec/TaskTemplate").deepCopy());
    task.putObject("Status")
        .put("State", "running")
        .put("Timestamp", Instant.now().toString())
        .putObject("ContainerStatus")
        .put("ContainerID", "c" + id);
    var attachment = task.putArray("NetworksAttachments").addObject();
    attachment.putObject("Network").putObject("Spec").put("Name", "ollama-network");
    attachment.putArray("Addresses").add("10.0.1.%d/24".formatted(made));
    tasks.put(id, task);
    if (isHere) {
      docker.add(container(service, task));
      logs.add(id, "Listening on [::]:11434");
    }
  }

  private ObjectNode container(ObjectNode service, ObjectNode task) {
    var id = task.path("ID").asText();
    var name = service.at("/Spec/Name").asText();
    var container = JSON.objectNode().put("Id", "c" + id).put("Image", "sha256:ollama");
    container.put("Name", "/%s.%d.%s".formatted(name, task.path("Slot").asInt(), id));
    var config = container.putObject("Config").put("Image", "ollama/ollama:latest");
    config.set("Healthcheck", service.at("/Spec/TaskTemplate/ContainerSpec/Healthcheck"));
    config
        .putObject("Labels")
        .put(LABEL + "service.name", name)
        .put(LABEL + "service.id", service.path("ID").asText())
        .put(LABEL + "task.id", id);
    container.putObject("HostConfig");
    container.putObject("NetworkSettings").putObject("Networks").putObject("ollama-network");
    FakeDocker.state(container, "running");
    return container;
  }

  /** Addresses of those that run. */
  List<String> addresses() {
    synchronized (docker) {
      return alive().stream()
          .map(task -> task.at("/NetworksAttachments/0/Addresses/0").asText())
          .map(address -> address.replaceFirst("/.*", ""))
          .toList();
    }
  }

  /** The next replica of this node answers a request, and logs it as Ollama does. */
  boolean answered(String request) {
    synchronized (docker) {
      var here =
          alive().stream()
              .filter(task -> task.path("NodeID").asText().equals(FakeSwarm.HERE))
              .toList();
      if (here.isEmpty()) {
        return false;
      }
      var task = here.get(Math.floorMod(asked.getAndIncrement(), here.size()));
      logs.add(task.path("ID").asText(), "[GIN] | 200 | 1.2ms | 10.0.1.1 | " + request);
      return true;
    }
  }

  @Override
  public @Nullable Reply reply(String order, String query, ObjectNode sent) {
    var path = order.substring(order.indexOf('/') + 1).split("/");
    if (path[0].equals("exec")) {
      return path[2].equals("json")
          ? Reply.json(
              JSON.objectNode().put("ID", path[1]).put("Running", false).put("ExitCode", 0))
          : logs.printed("NAME          ID    SIZE\r\nmistral:7b    6577  5.1 GB\r\n");
    }
    if (!path[0].equals("containers")) {
      return null;
    }
    if (order.equals("GET /containers/json")) {
      return Reply.json(
          FakeSwarm.list(
              docker.containers().stream()
                      .filter(c -> isAsked(c, query))
                      .map(ReplicaContainers::listed)
                  ::iterator,
              _ -> true));
    }
    return path.length < 3 ? null : ofContainer(path[1], path[2], query);
  }

  private @Nullable Reply ofContainer(String name, String what, String query) {
    var container = docker.find(name);
    return switch (what) {
      case "logs" -> logs.reply(task(container, name), query);
      case "stats" -> Reply.json(stats());
      case "exec" -> Reply.json(JSON.objectNode().put("Id", "exec-" + name));
      case "kill" -> kill(name);
      default -> null;
    };
  }

  private static String task(@Nullable JsonNode container, String name) {
    return container == null
        ? name
        : container.path("Config").path("Labels").path(LABEL + "task.id").asText(name);
  }

  private Reply kill(String container) {
    alive().stream()
        .filter(t -> t.at("/Status/ContainerStatus/ContainerID").asText().equals(container))
        .forEach(task -> end(task, "failed"));
    return Reply.done();
  }

  private static boolean isAsked(JsonNode container, String query) {
    var label = FakeSwarm.filter(query, "label").split("=", 2);
    var isRunning = container.at("/State/Running").asBoolean();
    return (isRunning || query.contains("all=true"))
        && (label.length < 2
            || container.at("/Config/Labels").path(label[0]).asText().equals(label[1]));
  }

  private static ObjectNode listed(ObjectNode container) {
    var listed = JSON.objectNode().put("Id", container.path("Id").asText());
    listed.putArray("Names").add(container.path("Name").asText());
    listed.set("Labels", container.at("/Config/Labels"));
    listed.put("State", container.at("/State/Status").asText());
    listed.putArray("Ports");
    listed.set("Mounts", container.path("Mounts"));
    return listed;
  }

  /** As the API's documentation has an answer, shortened. */
  private static JsonNode stats() {
    var stats = JSON.objectNode();
    var now = stats.putObject("cpu_stats").put("system_cpu_usage", 2_000L).put("online_cpus", 4);
    now.putObject("cpu_usage").put("total_usage", 500L);
    var before = stats.putObject("precpu_stats").put("system_cpu_usage", 1_000L);
    before.putObject("cpu_usage").put("total_usage", 400L);
    var memory = stats.putObject("memory_stats").put("usage", 6L << 30).put("limit", 16L << 30);
    memory.putObject("stats").put("inactive_file", 1L << 30);
    return stats;
  }
}
