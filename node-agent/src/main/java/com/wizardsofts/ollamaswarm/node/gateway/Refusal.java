package com.wizardsofts.ollamaswarm.node.gateway;

/** Why a text cannot be changed safely; never leaves this package. */
class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Refusal(String why) {
    super(why);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
