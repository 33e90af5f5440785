/** Traefik's container: looked at, tried beside, made anew, and waited for. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.gateway.container;

import org.jspecify.annotations.NullMarked;
