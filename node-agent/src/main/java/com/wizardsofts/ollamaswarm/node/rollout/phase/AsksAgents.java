package com.wizardsofts.ollamaswarm.node.rollout.phase;

import com.wizardsofts.ollamaswarm.step.Step;

/** A step that asks all agents before anything is changed. */
public interface AsksAgents extends Step {

  /** The same of the store's agent and the lead's own alone. */
  Step ofStoreAndLead();
}
