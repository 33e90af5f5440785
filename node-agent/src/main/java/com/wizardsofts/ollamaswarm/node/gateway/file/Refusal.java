package com.wizardsofts.ollamaswarm.node.gateway.file;

/** Why a text cannot be changed safely; never leaves the gateway. */
public class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Refusal(String why) {
    super(why);
  }

  /** The reason in words. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
