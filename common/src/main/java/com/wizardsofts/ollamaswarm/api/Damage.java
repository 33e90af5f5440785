package com.wizardsofts.ollamaswarm.api;

import java.util.List;

/**
 * A file of the model store that is not what it should be.
 *
 * @param file below the store's {@code models}
 * @param fault what is wrong with it, in words
 * @param models that need it; none when nothing names it
 */
public record Damage(String file, String fault, List<String> models) {}
