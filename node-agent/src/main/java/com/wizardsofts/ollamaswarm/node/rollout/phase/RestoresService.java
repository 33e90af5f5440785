package com.wizardsofts.ollamaswarm.node.rollout.phase;

/**
 * Marks the step after which clients are served again: interruptions before it need no undo any
 * more.
 */
public interface RestoresService {}
