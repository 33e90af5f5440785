package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Script;
import com.wizardsofts.ollamaswarm.node.swarm.spec.Specs;

/** A Swarm's answers about the service, in the form in which Docker 26 gives them. */
public final class Recorded {
  private Recorded() {}

  /** A Swarm that has the network and the scripts. */
  public static RecordedEngine swarm() {
    return new RecordedEngine()
        .on("GET /configs?filters", "[]")
        .on("GET /networks?filters", "[{\"Name\":\"ollama-network\",\"Id\":\"network-id\"}]")
        .on(configs(Script.DRAIN), "[" + config(Script.DRAIN, "drain-id") + "]")
        .on(configs(Script.HEALTH), "[" + config(Script.HEALTH, "health-id") + "]");
  }

  public static ObjectNode replicas(int replicas) {
    var spec = Specs.json();
    spec.putObject("Mode").putObject("Replicated").put("Replicas", replicas);
    return spec;
  }

  public static String stored(ObjectNode spec) {
    return "{\"ID\":\"service-id\",\"Version\":{\"Index\":10},\"Spec\":%s}".formatted(spec);
  }

  public static String rolledBackTo(ObjectNode spec) {
    return "{\"UpdateStatus\":{\"State\":\"rollback_completed\",\"Message\":\"task t9 failed\"},"
        + stored(spec).substring(1);
  }

  public static String tasks(String... tasks) {
    return "[" + String.join(",", tasks) + "]";
  }

  public static String task(String id, int slot, String state, String desired, String error) {
    return """
        {"ID":"%s","Slot":%d,"NodeID":"n1","DesiredState":"%s","Spec":%s,
         "Status":{"State":"%s","Timestamp":"2026-11-23T10:00:00.123Z","Err":"%s",
          "ContainerStatus":{"ContainerID":"c-%s"}}}
        """
        .formatted(id, slot, desired, Specs.json().path("TaskTemplate"), state, error, id);
  }

  /** A node with the label of the store and this much memory. */
  public static String node(String id, long memoryBytes, String state) {
    return """
        {"ID":"%s","Spec":{"Availability":"active","Role":"manager","Labels":{"ollama.store":"store-1"}},
         "Description":{"Hostname":"%s-host","Resources":{"MemoryBytes":%d}},
         "Status":{"State":"%s","Addr":"198.51.100.84"}}
        """
        .formatted(id, id, memoryBytes, state);
  }

  private static String configs(Script script) {
    return "GET /configs?filters=" + Filters.of("name", script.configName());
  }

  private static String config(Script script, String id) {
    return "{\"ID\":\"%s\",\"Spec\":{\"Name\":\"%s\"}}".formatted(id, script.configName());
  }
}
