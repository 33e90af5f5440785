package com.wizardsofts.ollamaswarm.node.cli.lead;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Words of the command line as parts of an address. */
public final class Words {
  private Words() {}

  /** One segment of a path: {@code mistral:7b} becomes {@code mistral%3A7b}. */
  public static String segment(String word) {
    return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
