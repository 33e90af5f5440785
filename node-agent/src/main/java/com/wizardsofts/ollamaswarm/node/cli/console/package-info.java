/** What the command line prints and asks, and how a program reads the way it ended. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.cli.console;

import org.jspecify.annotations.NullMarked;
