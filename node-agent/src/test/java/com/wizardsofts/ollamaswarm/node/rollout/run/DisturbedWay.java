package com.wizardsofts.ollamaswarm.node.rollout.run;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A {@link SimulatedNetwork} between the lead and the agents. Of how an agent carries an order out
 * the lead knows no more than that it has answered.
 */
record DisturbedWay(SimulatedServers servers, SimulatedNetwork network) implements Way {
  private static final Set<String> ORDERS =
      Set.of(
          "cancel",
          "follow",
          "pull",
          "putExport",
          "putExportFile",
          "putImage",
          "putMount",
          "unmount",
          "verify");

  @Override
  public Object ask(String address, String method, Supplier<Object> answer) {
    servers.call.run();
    var heard = new AtomicReference<Object>();
    if (ORDERS.contains(method)) {
      network.order(address, () -> heard.set(unseen(answer)), servers.call);
    } else {
      network.reach();
      heard.set(unseen(answer));
    }
    return heard.get();
  }

  private Object unseen(Supplier<Object> answer) {
    var call = servers.call;
    servers.call = () -> {};
    try {
      return answer.get();
    } finally {
      servers.call = call;
    }
  }
}
