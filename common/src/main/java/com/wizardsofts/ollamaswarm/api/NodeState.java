package com.wizardsofts.ollamaswarm.api;

import org.jspecify.annotations.Nullable;

/**
 * A node in one answer, for a lead that asks many at once. When one part fails, neither is told.
 *
 * @param mount what it has at the mount point that was asked for; absent when none was
 */
public record NodeState(ServerStatus status, @Nullable MountState mount) {}
