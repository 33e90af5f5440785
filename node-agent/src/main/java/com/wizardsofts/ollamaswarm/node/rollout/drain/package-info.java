/** Takes a mount from a node once no answer needs it any more. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rollout.drain;

import org.jspecify.annotations.NullMarked;
