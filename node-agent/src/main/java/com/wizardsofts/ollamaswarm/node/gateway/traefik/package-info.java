/** What a running Traefik says about itself, by its API. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.gateway.traefik;

import org.jspecify.annotations.NullMarked;
