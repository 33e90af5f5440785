/** What the servers shall be (cluster.yaml), what they are, and what is wrong with them. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.cluster;

import org.jspecify.annotations.NullMarked;
