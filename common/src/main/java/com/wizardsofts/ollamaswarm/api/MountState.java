package com.wizardsofts.ollamaswarm.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node has at a mount point, and what proves it.
 *
 * @param source {@code server:/path}, absent when nothing is mounted
 * @param type file system type as the kernel shows it; which of them prove a mount is the agent's
 *     configuration
 * @param networkType whether the type is one of those
 * @param storeId read, past the caches, from the store's marker through the mount
 * @param writeRefused a write was tried and refused because the mount is read-only
 * @param readAheadKiB of the mount's device; 0 when the kernel has no such setting for it
 * @param startsAtBoot its systemd unit is enabled, and comes before Docker when it is ours
 * @param ours that unit is the one that the agent writes; false also from agents that do not tell
 * @param unitEdit how that unit differs from what the agent wrote, as {@code diff -u} shows it;
 *     absent when it does not, and from agents that do not tell
 * @param unitChange how mounting what was asked about would change that unit, likewise; absent when
 *     it would not, when nothing was asked about, and from agents that do not tell
 * @param trouble why a part of the proof could not be had, such as a read that did not end in time
 */
public record MountState(
    String mountPoint,
    @Nullable String source,
    @Nullable String type,
    boolean networkType,
    List<String> options,
    @Nullable String storeId,
    boolean writeRefused,
    int readAheadKiB,
    boolean startsAtBoot,
    boolean ours,
    @Nullable String unitEdit,
    @Nullable String unitChange,
    @Nullable String trouble) {

  /** The same, which mounting something would change so. */
  public MountState changing(@Nullable String change) {
    return new MountState(
        mountPoint,
        source,
        type,
        networkType,
        options,
        storeId,
        writeRefused,
        readAheadKiB,
        startsAtBoot,
        ours,
        unitEdit,
        change,
        trouble);
  }
}
