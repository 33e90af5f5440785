/** What a rollout would do: the list of all steps, and what each of them sees. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rollout.plan;

import org.jspecify.annotations.NullMarked;
