/** The model store mounted read-only on this node, and the proof that it is. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.mount;

import org.jspecify.annotations.NullMarked;
