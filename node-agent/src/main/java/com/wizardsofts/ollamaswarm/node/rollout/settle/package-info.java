/** Phase 4 of the rollout: the number of replicas for good. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rollout.settle;

import org.jspecify.annotations.NullMarked;
