package com.wizardsofts.ollamaswarm.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image on one server.
 *
 * @param id {@code sha256:…}, as this server's Engine counts it: of the configuration, or with
 *     containerd's image store of the list of platforms; absent when the server has no such image
 * @param digests {@code repository@sha256:…} under which a registry has it; none for a loaded one
 */
public record ImageState(String reference, @Nullable String id, List<String> digests) {}
