/** The node-agent's REST interface. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rest;

import org.jspecify.annotations.NullMarked;
