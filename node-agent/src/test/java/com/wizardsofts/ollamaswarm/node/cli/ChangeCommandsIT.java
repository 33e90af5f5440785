package com.wizardsofts.ollamaswarm.node.cli;

/** The same words to the executable. */
class ChangeCommandsIT extends ChangeCommandsTest {}
