package com.wizardsofts.ollamaswarm.api;

import org.jspecify.annotations.Nullable;

/**
 * The store's server's exports file that is ours.
 *
 * @param text absent when there is no such file
 */
public record ExportFile(@Nullable String text) {}
