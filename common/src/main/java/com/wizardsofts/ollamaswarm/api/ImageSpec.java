package com.wizardsofts.ollamaswarm.api;

/** Asks for an image, such as {@code ollama/ollama:latest}. */
public record ImageSpec(String reference) {}
