/** How the command line asks agents: mutual TLS with the operator's certificate. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.cli.lead;

import org.jspecify.annotations.NullMarked;
