package com.wizardsofts.ollamaswarm.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image on one server.
 *
 * @param id of its configuration ({@code sha256:…}): the same on every server that has the same
 *     image; absent when the server has no such image
 * @param digests {@code repository@sha256:…} under which a registry has it; none for a loaded one
 */
public record ImageState(String reference, @Nullable String id, List<String> digests) {}
