/** Whether the model store holds what its publishers made, and what is done when it does not. */
@NullMarked
package com.wizardsofts.ollamaswarm.nfs.integrity;

import org.jspecify.annotations.NullMarked;
