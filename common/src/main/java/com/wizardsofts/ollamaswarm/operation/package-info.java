/** Operations: long work that reports progress, can be followed, and can be cancelled. */
@NullMarked
package com.wizardsofts.ollamaswarm.operation;

import org.jspecify.annotations.NullMarked;
