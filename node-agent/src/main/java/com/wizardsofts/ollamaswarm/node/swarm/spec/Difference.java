package com.wizardsofts.ollamaswarm.node.swarm.spec;

/**
 * One field of the service that is not as wanted.
 *
 * @param field its path in Docker's service spec, such as {@code ContainerSpec.Image}
 * @param is {@code (none)} when it is absent
 */
public record Difference(String field, String is, String wanted) {
  /** Stands for what is absent. */
  public static final String NONE = "(none)";
}
