@org.jspecify.annotations.NullMarked
package com.wizardsofts.ollamaswarm.node.modeluse;
