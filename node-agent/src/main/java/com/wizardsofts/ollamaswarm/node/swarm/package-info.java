/** The Swarm that this node is part of: its nodes, its network, and changing what it keeps. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.swarm;

import org.jspecify.annotations.NullMarked;
