/** The whole rollout: its steps in order, its journal, its report. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rollout;

import org.jspecify.annotations.NullMarked;
