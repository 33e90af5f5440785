/** Which models the replicas have in memory, and the lead's report of it to the store's server. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.modeluse;

import org.jspecify.annotations.NullMarked;
