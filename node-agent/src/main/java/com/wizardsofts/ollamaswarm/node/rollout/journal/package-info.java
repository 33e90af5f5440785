/** What happened in each rollout, on disk, and what that amounts to. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rollout.journal;

import org.jspecify.annotations.NullMarked;
