package com.wizardsofts.ollamaswarm.node.gateway.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes the operator's container anew with the same configuration and a little more, and keeps the
 * old one: stopped, under another name, with a restart policy that leaves it so.
 *
 * <p>The new one is made complete beside the running old one, so that only stopping, renaming and
 * starting interrupt anything. Killed at any point, {@link #wasCut} sees it and {@link #back} gives
 * the old one its place again.
 */
public final class Recreation {
  /** Tells our copy from one that its operator makes under the same name. */
  private static final String COPY_OF = "ollama-swarm.copy-of";

  private final Containers containers;

  /** By orders to this Engine. */
  public Recreation(Containers containers) {
    this.containers = containers;
  }

  /** The name of the old container while it is kept. */
  public static String keptName(String container) {
    return container + "-before-ollama-swarm";
  }

  private static String newName(String container) {
    return container + "-ollama-swarm-new";
  }

  /** Creates the new container, not started yet. */
  public String prepare(GatewaySpec spec, TraefikContainer old, Path dynamicFolder) {
    var name = spec.container();
    if (containers.find(keptName(name)).isPresent()) {
      throw ProblemCode.GATEWAY_UNSUITABLE
          .problem(
              "%s has to be made anew, but %s is kept from an earlier time"
                  .formatted(name, keptName(name)))
          .withRemedy(
              "docker rename %1$s %1$s-older; or have a Traefik of our own: gateway.mode: managed"
                  .formatted(keptName(name)))
          .exception();
    }
    dropPrepared(spec);
    var copy = ContainerCopy.of(old.inspect()).attach(spec.network()).label(COPY_OF, old.id());
    var lacking = Additions.to(old, spec, dynamicFolder);
    if (lacking.port()) {
      copy.publish(spec.port());
    }
    if (lacking.folder()) {
      copy.bind(dynamicFolder);
    }
    return create(name, old, copy);
  }

  private String create(String name, TraefikContainer like, ContainerCopy copy) {
    if (!containers.imageIsCurrent(like)) {
      copy.body().put("Image", like.inspect().path("Image").asText());
    }
    var id = containers.create(newName(name), copy.body());
    copy.otherNetworks().forEach((network, endpoint) -> containers.connect(network, id, endpoint));
    return id;
  }

  /** Lets the prepared container take the old one's place. */
  public void swap(GatewaySpec spec, TraefikContainer old, String newId) {
    var name = spec.container();
    containers.stop(old.id(), spec.stopTime());
    containers.rename(old.id(), keptName(name));
    containers.rename(newId, name);
    containers.start(newId);
    containers.setRestartPolicy(old.id(), Containers.noRestart());
  }

  /** The old container, when a recreation was cut off before the new one ran. */
  public Optional<TraefikContainer> wasCut(String name) {
    var current = containers.find(name);
    if (current.isPresent() && current.get().running()) {
      return Optional.empty();
    }
    var kept = containers.find(keptName(name));
    if (kept.isPresent() && (current.isEmpty() || current.get().fresh())) {
      return kept;
    }
    return containers.find(newName(name)).isPresent() ? current : Optional.empty();
  }

  /**
   * Gives the old container its name and its restart policy again, and starts it. Until it runs,
   * its copy is there as a prepared one, by which {@link #wasCut} sees that this was cut off.
   */
  public void back(GatewaySpec spec, TraefikContainer old, JsonNode policy) {
    var name = spec.container();
    containers
        .find(name)
        .filter(current -> !current.id().equals(old.id()))
        .ifPresent(copy -> setAside(spec, copy));
    if (!old.name().equals(name)) {
      containers.rename(old.id(), name);
    }
    containers.setRestartPolicy(old.id(), policy);
    containers.start(old.id());
    dropPrepared(spec);
  }

  private void setAside(GatewaySpec spec, TraefikContainer copy) {
    dropPrepared(spec);
    // Before the old one has the ports: a start that Docker owes needs them.
    if (copy.running() || copy.startFailed()) {
      OwnContainer.stop(containers, copy, spec.stopTime());
    }
    containers.rename(copy.id(), newName(spec.container()));
  }

  /**
   * Makes the old container anew where somebody has removed it: from its copy, without what is
   * ours. The new one is made complete beside the copy; killed at any point, a repetition goes on.
   *
   * @param ours what the copy was given
   * @param policy the old container's restart policy
   * @return whether there was a copy to make it from
   */
  public boolean makeAnew(GatewaySpec spec, Additions ours, Path dynamicFolder, JsonNode policy) {
    var name = spec.container();
    var copy =
        containers.find(name).or(() -> containers.find(newName(name)).filter(Recreation::isCopy));
    if (copy.isPresent()) {
      if (!copy.get().name().equals(name)) {
        containers.rename(copy.get().id(), name);
      }
      dropPrepared(spec);
      var old = ContainerCopy.of(copy.get().inspect()).unlabel(COPY_OF).restart(policy);
      if (ours.port()) {
        old.unpublish(spec.port());
      }
      if (ours.folder()) {
        old.unbind(dynamicFolder);
      }
      if (ours.network()) {
        old.detach(spec.network());
      }
      var _ = create(name, copy.get(), old);
      OwnContainer.remove(containers, copy.get(), spec.stopTime());
    }
    var prepared = containers.find(newName(name));
    prepared.ifPresent(
        anew -> {
          containers.rename(anew.id(), name);
          containers.start(anew.id());
        });
    return prepared.isPresent();
  }

  /** Whether it was made from another one by this class. */
  public static boolean isCopy(TraefikContainer container) {
    return container.inspect().path("Config").path("Labels").has(COPY_OF);
  }

  /** Removes a prepared container that did not come to be used, or is not used any more. */
  public void dropPrepared(GatewaySpec spec) {
    containers
        .find(newName(spec.container()))
        .ifPresent(left -> OwnContainer.remove(containers, left, spec.stopTime()));
  }

  /** The copy made of a container that was then cut off from its place. */
  public Optional<TraefikContainer> copyOf(String name, TraefikContainer old) {
    return containers
        .find(newName(name))
        .or(() -> containers.find(name).filter(c -> !c.id().equals(old.id())));
  }

  /** The kept container, when Docker would start it by itself. */
  public Optional<TraefikContainer> restless(String name) {
    return containers
        .find(keptName(name))
        .filter(kept -> !kept.running())
        .filter(kept -> !kept.restartPolicy().path("Name").asText().matches("|no"));
  }
}
