@NullMarked
package com.wizardsofts.ollamaswarm.node.gateway.file;

import org.jspecify.annotations.NullMarked;
