package com.wizardsofts.ollamaswarm.node.gateway;

import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import com.wizardsofts.ollamaswarm.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the gateway is, compared with what it is to be.
 *
 * @param differs what differs, one sentence each; empty when the gateway is as planned
 * @param diff unified diff of the static file; empty when no line is missing
 * @param restart whether Traefik has to be restarted
 * @param recreation whether its container has to be made anew with the same configuration
 * @param entryPoint name of the entry point that the service's router has to use
 * @param provider by which Traefik reads the service's labels
 * @param stopTime the longest that running answers have to end before a restart
 * @param foreignRouters routers that are enabled now and are not ours
 * @param lostRouters routers that the change would take away
 * @param notes what an operator should know, although nothing has to be done about it
 * @param refusal why it cannot be made so; nothing when it can
 * @param evidence by what the state was seen
 * @param before what {@link Gateway#undo} needs
 */
public record GatewayState(
    List<String> differs,
    String diff,
    boolean restart,
    boolean recreation,
    String entryPoint,
    SwarmProvider provider,
    Duration stopTime,
    List<String> foreignRouters,
    List<String> lostRouters,
    List<String> notes,
    Optional<Problem> refusal,
    String evidence,
    String before) {

  public boolean asPlanned() {
    return differs.isEmpty();
  }

  /** The same, but refused for this reason. */
  GatewayState refused(Problem why) {
    return new GatewayState(
        differs,
        diff,
        restart,
        recreation,
        entryPoint,
        provider,
        stopTime,
        foreignRouters,
        lostRouters,
        notes,
        Optional.of(why),
        evidence,
        before);
  }

  /** Whom the change will interrupt, in words; nothing when nobody. */
  public Optional<String> interruption() {
    var restarted =
        "Traefik is restarted: it lets running answers of Ollama end, for %d s at most, and takes no new requests;"
            .formatted(stopTime.toSeconds());
    var away =
        foreignRouters.isEmpty()
            ? restarted + " until it is back it answers nobody"
            : "%s until it is back its routers do not answer, and cut what they answer for longer than their entry points' graceTimeOut (10 s unless set): %s"
                .formatted(restarted, foreignRouters);
    return Optional.of(
            lostRouters.isEmpty() ? away : "%s; gone for good: %s".formatted(away, lostRouters))
        .filter(_ -> restart || recreation);
  }
}
