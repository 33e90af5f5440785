/** One run of the steps, forwards and backwards. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rollout.run;

import org.jspecify.annotations.NullMarked;
