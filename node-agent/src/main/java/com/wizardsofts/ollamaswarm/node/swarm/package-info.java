/** Docker Swarm as this node sees it: nodes, network, image, the service and its replicas. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.swarm;

import org.jspecify.annotations.NullMarked;
