package com.wizardsofts.ollamaswarm.api;

import java.time.Instant;
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
 * @param intact every blob that the manifest names is there, has its size and hashes to its name
 * @param lastVerified when the longest unread of its blobs was read and hashed
 */
public record Model(
    String name,
    String digest,
    long bytes,
    @Nullable String parameters,
    @Nullable String quantisation,
    Instant pulledAt,
    boolean intact,
    @Nullable Instant lastVerified) {}
