@NullMarked
package com.wizardsofts.ollamaswarm.node.gateway.traefik;

import org.jspecify.annotations.NullMarked;
