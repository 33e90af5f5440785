/** What the servers shall be (cluster.yaml). */
@NullMarked
package com.wizardsofts.ollamaswarm.node.cluster;

import org.jspecify.annotations.NullMarked;
