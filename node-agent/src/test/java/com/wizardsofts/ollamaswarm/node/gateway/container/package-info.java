@NullMarked
package com.wizardsofts.ollamaswarm.node.gateway.container;

import org.jspecify.annotations.NullMarked;
