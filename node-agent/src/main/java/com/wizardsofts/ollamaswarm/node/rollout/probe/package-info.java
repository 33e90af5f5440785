/** Requests as a client of the gateway makes them. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rollout.probe;

import org.jspecify.annotations.NullMarked;
