package com.wizardsofts.ollamaswarm.node.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The Engine's kind and version and, on a manager, the nodes of the Swarm. */
@ApplicationScoped
public class SwarmCheck implements Check {
  private final DockerEngine engine;

  public SwarmCheck(DockerEngine engine) {
    this.engine = engine;
  }

  @Override
  public String subject() {
    return "the Swarm's nodes";
  }

  @Override
  public List<Finding> look() {
    var info = engine.get("/info");
    var nodes = info.at("/Swarm/ControlAvailable").asBoolean() ? nodes().toList() : List.<Node>of();
    return Stream.of(
            backend(info), version(info), nodes.stream().flatMap(SwarmCheck::of), managers(nodes))
        .flatMap(found -> found)
        .toList();
  }

  private Stream<Node> nodes() {
    return StreamSupport.stream(engine.get("/nodes").spliterator(), false).map(Node::parse);
  }

  private static Stream<Finding> backend(JsonNode info) {
    var driver = Swarm.firewallBackend(info);
    return driver.startsWith("nftables")
        ? Stream.of(FindingCode.DOCKER_NFTABLES.finding("docker info: firewall backend " + driver))
        : Stream.empty();
  }

  private static Stream<Finding> version(JsonNode info) {
    return FaultyDocker.fault(info.path("ServerVersion").asText()).stream()
        .map(FindingCode.DOCKER_FAULTY_VERSION::finding);
  }

  private static Stream<Finding> of(Node node) {
    if (!node.state().equals("ready")) {
      return Stream.of(
          FindingCode.NODE_DOWN
              .finding("%s (%s) is %s".formatted(node.hostname(), node.address(), node.state()))
              .about(List.of(node.address())));
    }
    return node.availability().equals("active")
        ? Stream.empty()
        : Stream.of(
            FindingCode.NODE_UNAVAILABLE
                .finding(
                    "the availability of %s is %s".formatted(node.hostname(), node.availability()))
                .withRemedy(
                    "docker node update --availability active %s, when it may have replicas again."
                        .formatted(node.hostname())));
  }

  private static Stream<Finding> managers(List<Node> nodes) {
    var managers =
        nodes.stream().filter(node -> node.role().equals("manager")).map(Node::hostname).toList();
    return managers.size() == 2
        ? Stream.of(FindingCode.SWARM_TWO_MANAGERS.finding(String.join(" and ", managers)))
        : Stream.empty();
  }
}
