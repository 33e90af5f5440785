/** The commands that plan, perform, follow and undo rollouts. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.cli.rollout;

import org.jspecify.annotations.NullMarked;
