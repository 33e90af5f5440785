/** What is wanted of the Ollama service, as Swarm takes it, and laid over what is there. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.swarm.spec;

import org.jspecify.annotations.NullMarked;
