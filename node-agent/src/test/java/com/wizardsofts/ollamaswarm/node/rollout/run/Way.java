package com.wizardsofts.ollamaswarm.node.rollout.run;

import java.util.function.Supplier;

/** Between the lead and the agents. */
interface Way {
  /** What the lead hears of what {@code answer} does at that agent when it is asked this. */
  Object ask(String address, String method, Supplier<Object> answer);
}
