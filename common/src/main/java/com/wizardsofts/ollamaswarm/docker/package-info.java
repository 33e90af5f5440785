/** The connection to the Docker Engine of this server. */
@NullMarked
package com.wizardsofts.ollamaswarm.docker;

import org.jspecify.annotations.NullMarked;
