/** Phase 3 of the rollout: scaling, balance and recovery, seen to work. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rollout.prove;

import org.jspecify.annotations.NullMarked;
