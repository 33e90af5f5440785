package com.wizardsofts.ollamaswarm.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Who may mount the model store, and how.
 *
 * @param path the model store on the store's server, such as {@code /opt/ollama-models}
 * @param clients IPv4 networks or addresses in CIDR form
 * @param options export options as exports(5) has them
 * @param dropFormer the path at which the store was before ends; else it stays exported as it is,
 *     for nodes that are yet to move
 */
public record ExportSpec(
    String path,
    List<String> clients,
    List<String> options,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean dropFormer) {

  /** Whatever was exported before stays beside the store's path. */
  public ExportSpec(String path, List<String> clients, List<String> options) {
    this(path, clients, options, false);
  }

  /** The same, with or without an end of the path of before. */
  public ExportSpec droppingFormer(boolean drop) {
    return new ExportSpec(path, clients, options, drop);
  }
}
