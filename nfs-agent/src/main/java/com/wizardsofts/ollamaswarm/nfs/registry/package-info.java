/** The registries that models come from, and the way to them. */
@NullMarked
package com.wizardsofts.ollamaswarm.nfs.registry;

import org.jspecify.annotations.NullMarked;
