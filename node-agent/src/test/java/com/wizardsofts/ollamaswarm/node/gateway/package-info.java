@NullMarked
package com.wizardsofts.ollamaswarm.node.gateway;

import org.jspecify.annotations.NullMarked;
