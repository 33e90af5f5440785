/** The models in the store: their names, their files, and the pull that adds one. */
@NullMarked
package com.wizardsofts.ollamaswarm.nfs.model;

import org.jspecify.annotations.NullMarked;
