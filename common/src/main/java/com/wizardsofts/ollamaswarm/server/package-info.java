/** The server that the agent runs on, and what its classes are given from outside. */
@NullMarked
package com.wizardsofts.ollamaswarm.server;

import org.jspecify.annotations.NullMarked;
