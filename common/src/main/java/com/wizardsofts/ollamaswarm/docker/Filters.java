package com.wizardsofts.ollamaswarm.docker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The Engine's {@code filters} query parameter. */
public final class Filters {
  private Filters() {}

  /** Things whose {@code key} is {@code value}; for names the Engine also lists longer ones. */
  public static String of(String key, String value) {
    var filters = JsonNodeFactory.instance.objectNode();
    filters.putArray(key).add(value);
    return URLEncoder.encode(filters.toString(), StandardCharsets.UTF_8);
  }
}
