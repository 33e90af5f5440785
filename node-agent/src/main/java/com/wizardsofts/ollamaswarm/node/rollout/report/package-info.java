/**
 * What a rollout amounts to: the guide's success criteria and its table, with what was measured.
 */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rollout.report;

import org.jspecify.annotations.NullMarked;
