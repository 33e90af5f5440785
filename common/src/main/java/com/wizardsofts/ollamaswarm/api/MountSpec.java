package com.wizardsofts.ollamaswarm.api;

/**
 * Where a node finds the model store.
 *
 * @param server address of the store's server
 * @param path the store there
 * @param mountPoint where this node mounts it
 */
public record MountSpec(String server, String path, String mountPoint) {}
