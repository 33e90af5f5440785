package com.wizardsofts.ollamaswarm.api;

import org.jspecify.annotations.Nullable;

/** How many replicas the service shall have; has to be given. */
public record ServiceScale(@Nullable Integer replicas) {}
