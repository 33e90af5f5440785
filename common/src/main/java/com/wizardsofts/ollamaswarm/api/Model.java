package com.wizardsofts.ollamaswarm.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model in the store.
 *
 * @param name with its tag, such as {@code mistral:7b}
 * @param digest SHA-256 of the manifest file in hexadecimal, as Ollama's {@code /api/tags} shows it
 * @param bytes sum of its blobs
 * @param parameters how many, as its configuration tells: {@code 7B}
 * @param quantisation such as {@code Q4_0}
 * @param pulledAt when its manifest came into the store
 * @param intact every blob that the manifest names is there, has its size and hashes to its name;
 *     absent while a blob was not read since it was written, and nothing else is wrong
 * @param lastVerified when the longest unread of its blobs was read and hashed
 * @param servedBy host names of the nodes with a replica that has it in memory; absent while the
 *     lead has not told
 */
public record Model(
    String name,
    String digest,
    long bytes,
    @Nullable String parameters,
    @Nullable String quantisation,
    Instant pulledAt,
    @Nullable Boolean intact,
    @Nullable Instant lastVerified,
    @Nullable List<String> servedBy) {}
