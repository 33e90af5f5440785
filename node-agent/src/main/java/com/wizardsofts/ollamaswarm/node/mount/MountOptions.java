package com.wizardsofts.ollamaswarm.node.mount;

import java.util.List;

/** What a mount of the kernel's NFS has to have, whoever made it: as the unit of ours asks for. */
public final class MountOptions {
  private static final String KERNEL_TYPE = "nfs4";

  /** A soft mount answers a read with an error while the server is away, and a replica breaks. */
  private static final List<String> WANTED = List.of("hard", "vers=4.2");

  private MountOptions() {}

  /**
   * The options that it lacks, as nfs(5) and {@code /proc/self/mountinfo} call them. A type other
   * than {@code nfs4} has no such options.
   */
  public static List<String> lacking(String type, List<String> options) {
    return type.equals(KERNEL_TYPE)
        ? WANTED.stream().filter(option -> !options.contains(option)).toList()
        : List.of();
  }
}
