package com.wizardsofts.ollamaswarm.node.swarm;

/**
 * One field of the service that is not as wanted.
 *
 * @param field its path in Docker's service spec, such as {@code ContainerSpec.Image}
 * @param is {@code (none)} when it is absent
 */
public record Difference(String field, String is, String wanted) {
  static final String NONE = "(none)";
}
