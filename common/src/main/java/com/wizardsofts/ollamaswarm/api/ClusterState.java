package com.wizardsofts.ollamaswarm.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All servers in one answer.
 *
 * @param lead name of the lead's server
 * @param at the lead's time
 * @param agents in the order of {@code cluster.yaml}, one that does not answer included
 * @param service the Swarm service as the lead's Engine has it
 * @param routed how many replicas the gateway sends requests to; absent from an older lead
 */
public record ClusterState(
    String lead,
    Instant at,
    List<AgentState> agents,
    Told<ServiceState> service,
    @Nullable Told<Integer> routed) {

  /**
   * One agent.
   *
   * @param server its server's name in {@code cluster.yaml}
   * @param agent {@code nfs-agent} or {@code node-agent}
   * @param address {@code host:port}
   * @param mount of a node-agent
   * @param store of an nfs-agent
   * @param models of an nfs-agent
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record AgentState(
      String server,
      String agent,
      String address,
      Told<ServerStatus> status,
      @Nullable Told<MountState> mount,
      @Nullable Told<StoreState> store,
      @Nullable Told<List<Model>> models) {}
}
