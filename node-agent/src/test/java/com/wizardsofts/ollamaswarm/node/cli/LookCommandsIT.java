package com.wizardsofts.ollamaswarm.node.cli;

/** The same words to the executable. */
class LookCommandsIT extends LookCommandsTest {}
