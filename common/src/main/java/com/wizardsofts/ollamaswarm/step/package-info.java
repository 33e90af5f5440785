/** Idempotent changes: observe, apply, observe again. */
@NullMarked
package com.wizardsofts.ollamaswarm.step;

import org.jspecify.annotations.NullMarked;
