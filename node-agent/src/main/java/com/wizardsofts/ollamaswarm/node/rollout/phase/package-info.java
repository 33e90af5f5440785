/** The steps of a rollout at their places: phases, and lanes that run at the same time. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rollout.phase;

import org.jspecify.annotations.NullMarked;
