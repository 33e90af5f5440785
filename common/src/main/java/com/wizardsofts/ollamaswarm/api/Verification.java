package com.wizardsofts.ollamaswarm.api;

import java.time.Instant;
import java.util.List;

/**
 * What a verification of the whole model store found: every blob file read and hashed, every
 * manifest compared with its blobs.
 *
 * @param at when it ended
 * @param blobs blob files that were read, and {@code bytes} their size
 * @param damages none when the store is intact
 */
public record Verification(Instant at, int models, int blobs, long bytes, List<Damage> damages) {}
