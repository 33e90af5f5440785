package com.wizardsofts.ollamaswarm.api;

/** Asks for a model, such as {@code mistral:7b}. */
public record ModelPull(String name) {}
