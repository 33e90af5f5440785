/** The models in the store: their names, their files, and who needs them. */
@NullMarked
package com.wizardsofts.ollamaswarm.nfs.model;

import org.jspecify.annotations.NullMarked;
