/**
 * The command {@code ollama-swarm}: each command asks the lead over REST and prints what it says.
 */
@NullMarked
package com.wizardsofts.ollamaswarm.node.cli;

import org.jspecify.annotations.NullMarked;
