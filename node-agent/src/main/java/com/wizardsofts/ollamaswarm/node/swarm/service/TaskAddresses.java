package com.wizardsofts.ollamaswarm.node.swarm.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.node.swarm.Names;
import java.util.Map;
import java.util.TreeMap;

/** Where the running tasks of a service are on an overlay network. Works on managers only. */
public final class TaskAddresses {
  private final DockerEngine engine;

  public TaskAddresses(DockerEngine engine) {
    this.engine = engine;
  }

  /** The tasks that run and are to go on running, by their IP address; none without the service. */
  public Map<String, String> of(String service, String network) {
    Names.check("service", Names.NAME, service);
    var tasks = new TreeMap<String, String>();
    if (OllamaService.find(engine, service).isEmpty()) {
      return tasks;
    }
    for (JsonNode json : engine.get("/tasks?filters=" + Filters.of("service", service))) {
      var task = Task.parse(json);
      if (task.isServing()) {
        for (JsonNode attachment : json.path("NetworksAttachments")) {
          if (attachment.at("/Network/Spec/Name").asText().equals(network)) {
            attachment
                .path("Addresses")
                .forEach(address -> tasks.put(withoutMask(address.asText()), task.id()));
          }
        }
      }
    }
    return tasks;
  }

  private static String withoutMask(String address) {
    return address.replaceFirst("/.*", "");
  }
}
