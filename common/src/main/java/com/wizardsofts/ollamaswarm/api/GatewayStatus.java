package com.wizardsofts.ollamaswarm.api;

import com.wizardsofts.ollamaswarm.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as it runs, and what it lacks of what it shall be.
 *
 * @param version Traefik's own
 * @param entryPoints the doors that it has open
 * @param port that clients of Ollama use
 * @param published whether the container publishes that port on every address of the server
 * @param networks that the container is attached to
 * @param foreignRouters routers that are enabled and not ours
 * @param lostRouters routers that the change would take away, as Traefik 2 reads containers or
 *     services, not both
 * @param backends where Traefik sends Ollama's requests, and the tasks that run
 * @param differences what differs from what it shall be, one sentence each; empty when nothing does
 * @param diff unified diff of the static file; empty when it lacks no line
 * @param refusal why the change would be refused; absent when it would not
 * @param interruption whom a change interrupts, or for how long it did; absent when nobody
 * @param notes what an operator should know, although nothing has to be done about it
 * @param changes what the request changed
 */
public record GatewayStatus(
    String container,
    String version,
    List<EntryPoint> entryPoints,
    List<String> providers,
    int port,
    boolean published,
    List<String> networks,
    List<String> foreignRouters,
    List<String> lostRouters,
    List<Backend> backends,
    List<String> differences,
    String diff,
    @Nullable Problem refusal,
    @Nullable String interruption,
    List<String> notes,
    List<String> changes) {

  /** A door of Traefik. */
  public record EntryPoint(String name, String address) {}

  /**
   * A replica as Traefik and Swarm have it; both know it when all is well.
   *
   * @param address {@code host:port} on the overlay network
   * @param status Traefik's word, {@code UP} or {@code DOWN}; absent when it does not know it
   * @param task the running task there; absent when Swarm has none
   */
  public record Backend(String address, @Nullable String status, @Nullable String task) {
    /** Whether Traefik sends requests there, and a replica runs there. */
    public boolean serves() {
      return "UP".equals(status) && task != null;
    }
  }

  /** The same state, with what a request changed and how long that interrupted the gateway. */
  public GatewayStatus after(List<String> made, String diffMade, @Nullable String interrupted) {
    return new GatewayStatus(
        container,
        version,
        entryPoints,
        providers,
        port,
        published,
        networks,
        foreignRouters,
        lostRouters,
        backends,
        differences,
        diffMade,
        refusal,
        interrupted,
        notes,
        made);
  }
}
