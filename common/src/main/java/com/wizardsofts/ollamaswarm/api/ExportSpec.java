package com.wizardsofts.ollamaswarm.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Who may mount the model store, and how.
 *
 * @param path the model store on the store's server, such as {@code /opt/ollama-models}
 * @param clients IPv4 networks or addresses in CIDR form
 * @param options export options as exports(5) has them
 * @param keepFormer the path at which the store was before stays exported as it is: nodes that are
 *     yet to move still mount it
 */
public record ExportSpec(
    String path,
    List<String> clients,
    List<String> options,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean keepFormer) {

  /** The store's path alone. */
  public ExportSpec(String path, List<String> clients, List<String> options) {
    this(path, clients, options, false);
  }

  /** The same, with or without the path of before. */
  public ExportSpec keepingFormer(boolean keep) {
    return new ExportSpec(path, clients, options, keep);
  }
}
