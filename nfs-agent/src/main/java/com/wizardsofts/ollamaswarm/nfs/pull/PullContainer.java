package com.wizardsofts.ollamaswarm.nfs.pull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.docker.Filters;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.model.PulledManifests;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The temporary Ollama container that writes to the store. It has a network of its own, on which
 * only this server reaches it: Ollama would obey every container on a shared one.
 */
@ApplicationScoped
public class PullContainer {
  private static final String DUTY = "ollama-swarm.duty";
  private static final String PULL = "pull";
  private static final String NAME = "ollama-swarm-pull";
  private static final String CA_FILE = "/etc/ollama-swarm-ca.pem";
  private static final String KEY_FILE = "/root/.ollama/id_ed25519";
  private static final int PORT = 11434;
  private static final int LAST_WORDS = 10;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final DockerEngine docker;
  private final ModelStore store;
  private final PulledManifests manifests;
  private final NfsAgentConfig.Pull config;

  public PullContainer(
      DockerEngine docker, ModelStore store, PulledManifests manifests, NfsAgentConfig config) {
    this.docker = docker;
    this.store = store;
    this.manifests = manifests;
    this.config = config.pull();
  }

  /**
   * Starts it; its image has to be there.
   *
   * @return the container's id
   */
  String start() {
    docker.post("/networks/create", network());
    var id = docker.post("/containers/create?name=" + NAME, container()).path("Id").asText();
    docker.ask("start the container " + NAME, client -> client.startContainerCmd(id).exec());
    return id;
  }

  /** Where its Ollama listens. Throws {@code model.pull-failed} when it has ended. */
  URI address(String id) {
    var container = docker.get("/containers/" + id + "/json");
    var networks = container.path("NetworkSettings").path("Networks").elements();
    var ip = networks.hasNext() ? networks.next().path("IPAddress").asText() : "";
    if (!container.path("State").path("Running").asBoolean() || ip.isEmpty()) {
      throw ProblemCode.MODEL_PULL_FAILED
          .problem("The pull container ended by itself")
          .causedBy("exit code " + container.path("State").path("ExitCode").asText())
          .withRemedy("Read its last words in the evidence; check nfs-agent.pull.image.")
          .withEvidence(lastWords(id))
          .exception();
    }
    return URI.create("http://%s:%d".formatted(ip, PORT));
  }

  /** The end of its log. */
  List<String> lastWords(String id) {
    var lines = Collections.synchronizedList(new ArrayList<String>());
    var reader =
        new ResultCallback.Adapter<Frame>() {
          @Override
          public void onNext(Frame frame) {
            lines.add(new String(frame.getPayload(), StandardCharsets.UTF_8).strip());
          }
        };
    docker.ask(
        "read the log of the container " + id,
        client -> {
          client
              .logContainerCmd(id)
              .withStdOut(true)
              .withStdErr(true)
              .withTail(LAST_WORDS)
              .exec(reader);
          return awaitEnd(reader);
        });
    return List.copyOf(lines);
  }

  private static boolean awaitEnd(ResultCallback.Adapter<?> reader) {
    try {
      return reader.awaitCompletion(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Removes every pull container with its network, also those that a killed agent left: all pulls
   * share one, so none of them is in use before the first starts and when the last has ended.
   */
  public void removeAll() {
    var ours = Filters.of("label", DUTY + "=" + PULL);
    docker
        .get("/containers/json?all=true&filters=" + ours)
        .forEach(container -> remove(container.path("Id").asText()));
    docker
        .get("/networks?filters=" + ours)
        .forEach(
            network -> goneIsFine(() -> docker.delete("/networks/" + network.path("Id").asText())));
  }

  private void remove(String id) {
    goneIsFine(
        () ->
            docker.ask(
                "remove the container " + id,
                client ->
                    client.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec()));
  }

  private static void goneIsFine(Runnable removal) {
    try {
      removal.run();
    } catch (ProblemException e) {
      if (!e.problem().is(ProblemCode.NOT_FOUND)) {
        throw e;
      }
    }
  }

  private static ObjectNode network() {
    var network = JSON.objectNode().put("Name", NAME);
    network.putObject("Labels").put(DUTY, PULL);
    return network;
  }

  private ObjectNode container() {
    var container = JSON.objectNode().put("Image", config.image());
    container.putObject("Labels").put(DUTY, PULL);
    var environment = container.putArray("Env");
    environment.add("OLLAMA_HOST=0.0.0.0:" + PORT).add("OLLAMA_MODELS=/models");
    // Without it Ollama deletes partial downloads, its own earlier ones too, when it starts.
    environment.add("OLLAMA_NOPRUNE=1");
    // The other one is for insecure registries.
    config
        .proxy()
        .ifPresent(proxy -> environment.add("HTTPS_PROXY=" + proxy).add("HTTP_PROXY=" + proxy));
    config.noProxy().ifPresent(hosts -> environment.add("NO_PROXY=" + String.join(",", hosts)));
    config.caFile().ifPresent(_ -> environment.add("SSL_CERT_FILE=" + CA_FILE));
    var host = container.putObject("HostConfig").put("NetworkMode", NAME);
    host.putObject("RestartPolicy").put("Name", "no");
    host.putArray("SecurityOpt").add("no-new-privileges");
    config.extraHosts().ifPresent(hosts -> hosts.forEach(host.putArray("ExtraHosts")::add));
    var mounts = host.putArray("Mounts");
    mounts.add(mount(store.models().resolve("blobs").toString(), "/models/blobs", false));
    mounts.add(mount(manifests.folder().toString(), "/models/manifests", false));
    config.caFile().ifPresent(file -> mounts.add(mount(file.toString(), CA_FILE, true)));
    config.keyFile().ifPresent(file -> mounts.add(mount(file.toString(), KEY_FILE, true)));
    return container;
  }

  /**
   * Of this form, unlike {@code -v}, Docker makes no empty directory when the source is missing.
   */
  private static ObjectNode mount(String source, String target, boolean readOnly) {
    return JSON.objectNode()
        .put("Type", "bind")
        .put("Source", source)
        .put("Target", target)
        .put("ReadOnly", readOnly);
  }
}
