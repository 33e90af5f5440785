package com.wizardsofts.ollamaswarm.api;

/**
 * Where a node finds the model store.
 *
 * @param server address of the store's server
 * @param path the store there
 * @param mountPoint where this node mounts it
 * @param coverExisting whether files in that directory may vanish from sight while it is mounted
 */
public record MountSpec(String server, String path, String mountPoint, boolean coverExisting) {

  /** Files that lie in the directory are a conflict, as when a request leaves the field out. */
  public MountSpec(String server, String path, String mountPoint) {
    this(server, path, mountPoint, false);
  }
}
