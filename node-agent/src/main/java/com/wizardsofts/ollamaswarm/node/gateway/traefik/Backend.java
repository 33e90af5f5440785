package com.wizardsofts.ollamaswarm.node.gateway.traefik;

/**
 * A server that Traefik sends requests to.
 *
 * @param url such as {@code http://10.0.1.5:11434}
 * @param status as Traefik sees it: {@code UP} or {@code DOWN}
 */
public record Backend(String url, String status) {}
