/** The gateway: the operator's Traefik, made to route {@code :11434} to the Ollama service. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.gateway;

import org.jspecify.annotations.NullMarked;
