package com.wizardsofts.ollamaswarm.api;

import java.util.List;
import java.util.Map;

/**
 * What the lead knows of the use of the store's models: none of these is deleted.
 *
 * @param wanted models of the wanted list
 * @param loaded models that a replica has in memory, by the host name of its node
 */
public record ModelUse(List<String> wanted, Map<String, List<String>> loaded) {}
