/** A Traefik of our own, beside whatever Traefik the operator has, which is not touched. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.gateway.managed;

import org.jspecify.annotations.NullMarked;
