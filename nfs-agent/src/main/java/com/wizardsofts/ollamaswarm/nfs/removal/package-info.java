/** What takes files out of the store for good: a model that is deleted, and what no model needs. */
@NullMarked
package com.wizardsofts.ollamaswarm.nfs.removal;

import org.jspecify.annotations.NullMarked;
