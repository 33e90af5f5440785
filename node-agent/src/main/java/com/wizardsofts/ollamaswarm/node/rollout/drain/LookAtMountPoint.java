package com.wizardsofts.ollamaswarm.node.rollout.drain;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Looks, before any change, whether a container would keep the mount that {@link LeaveMountPoint}
 * takes at last: one that is no replica, and that the rollout does not stop either.
 *
 * @param agent {@code host:port} of the node's agent
 * @param service whose replicas end before the mount goes
 * @param retired name of the old Ollama container that the rollout stops on this node
 */
public record LookAtMountPoint(
    String node,
    String agent,
    String mountPoint,
    String service,
    Supplier<Optional<String>> retired,
    AgentClients agents)
    implements Step {

  @Override
  public String id() {
    return "store.mount-users.%s:%s".formatted(node, mountPoint);
  }

  @Override
  public String title() {
    return "Look at who reads %s of %s, the store's former place".formatted(mountPoint, node);
  }

  @Override
  public Observation observe() {
    if (!agents.node(agent, a -> a.mount(mountPoint, false, null, null)).ours()) {
      return new Observation.AsPlanned("no unit of ours mounts anything at " + mountPoint);
    }
    var stay = users().stream().filter(user -> !isReplica(user) && !isRetired(user)).toList();
    return stay.isEmpty()
        ? new Observation.AsPlanned("nobody whom the rollout does not end")
        : new Observation.Blocked(
            ProblemCode.MOUNT_BUSY
                .problem("%s of %s, which the store leaves".formatted(mountPoint, node))
                .withEvidence(stay)
                .withRemedy(
                    "Stop the containers in the evidence, or have them read the store elsewhere;"
                        + " then run the rollout again.")
                .from(agent));
  }

  private List<String> users() {
    try {
      return agents.node(agent, a -> a.mountUsers(mountPoint));
    } catch (ProblemException e) {
      if (e.problem().is(ProblemCode.NOT_FOUND)) {
        return List.of(); // an older agent: the mount stays under them, and the rollout ends there
      }
      throw e;
    }
  }

  /** By the name that Swarm gives to a task's container: service, slot, task. */
  private boolean isReplica(String user) {
    return user.matches("/%s\\.\\d+\\.[a-z0-9]+".formatted(Pattern.quote(service)));
  }

  private boolean isRetired(String user) {
    return retired.get().filter(name -> user.equals("/" + name)).isPresent();
  }

  @Override
  public void apply() {
    throw new IllegalStateException("looking changes nothing");
  }
}
