/** How the command line asks agents: where the lead is, and mutual TLS as its operator. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.cli.lead;

import org.jspecify.annotations.NullMarked;
