package com.wizardsofts.ollamaswarm.api;

import java.util.List;

/**
 * Who may mount the model store, and how.
 *
 * @param path the model store on the store's server, such as {@code /opt/ollama-models}
 * @param clients IPv4 networks or addresses in CIDR form
 * @param options export options as exports(5) has them
 */
public record ExportSpec(String path, List<String> clients, List<String> options) {}
