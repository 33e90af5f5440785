/** The agent of the NFS server: the only writer of the model store. */
@NullMarked
package com.wizardsofts.ollamaswarm.nfs;

import org.jspecify.annotations.NullMarked;
