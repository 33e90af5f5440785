/** Containers and images on this node beside the service. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.swarm.container;

import org.jspecify.annotations.NullMarked;
