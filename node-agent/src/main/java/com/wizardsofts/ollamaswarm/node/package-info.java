/** The node-agent: its settings, and what it takes from outside. */
@NullMarked
package com.wizardsofts.ollamaswarm.node;

import org.jspecify.annotations.NullMarked;
