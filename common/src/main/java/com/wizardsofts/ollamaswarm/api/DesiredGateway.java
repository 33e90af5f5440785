package com.wizardsofts.ollamaswarm.api;

import org.jspecify.annotations.Nullable;

/**
 * The gateway as it shall be. A field that a request leaves out is as {@code cluster.yaml} says.
 *
 * @param mode {@code adopt} for the operator's Traefik, {@code managed} for one of our own
 * @param container name of the operator's Traefik container
 * @param staticFile its static configuration on the lead's server, an absolute path
 * @param image of our own Traefik
 * @param port that clients of Ollama use
 * @param acceptLostRouters whether the routers of containers may go, where Traefik 2 cannot read
 *     both containers and services
 * @param dryRun only answer what would change; nothing is changed
 */
public record DesiredGateway(
    @Nullable String mode,
    @Nullable String container,
    @Nullable String staticFile,
    @Nullable String image,
    @Nullable Integer port,
    @Nullable Boolean acceptLostRouters,
    boolean dryRun) {}
