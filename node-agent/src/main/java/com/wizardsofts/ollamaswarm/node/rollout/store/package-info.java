/** Phase 1 of the rollout: the model store, exported, mounted and proved. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rollout.store;

import org.jspecify.annotations.NullMarked;
