/** The Ollama service and its tasks, as the Swarm has them. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.swarm.service;

import org.jspecify.annotations.NullMarked;
