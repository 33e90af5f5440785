/** What travels between the agents: records, and the REST interfaces that serve and call them. */
@NullMarked
package com.wizardsofts.ollamaswarm.api;

import org.jspecify.annotations.NullMarked;
