/** The model store's directory: its shape, its space, and the marker that proves a mount. */
@NullMarked
package com.wizardsofts.ollamaswarm.nfs.store;

import org.jspecify.annotations.NullMarked;
