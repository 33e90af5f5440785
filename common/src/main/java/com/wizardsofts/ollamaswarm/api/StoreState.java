package com.wizardsofts.ollamaswarm.api;

import org.jspecify.annotations.Nullable;

/**
 * The model store.
 *
 * @param id made once, kept in the store's marker file; a mount is proved by reading it
 * @param marker the marker file's path relative to the store
 * @param verification the last one of the whole store; absent before the first
 */
public record StoreState(
    String path,
    String id,
    String marker,
    long freeBytes,
    long totalBytes,
    @Nullable Verification verification) {}
