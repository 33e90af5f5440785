/** The replicas that run, and what they take, each measured on its own node. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.swarm.replica;

import org.jspecify.annotations.NullMarked;
