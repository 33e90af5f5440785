/** Keeps the label of the nodes that have the store true while their mounts come and go. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.cluster.label;

import org.jspecify.annotations.NullMarked;
