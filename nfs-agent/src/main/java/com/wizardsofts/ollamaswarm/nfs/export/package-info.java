/** Who may mount the model store: our exports file, and what the NFS server makes of it. */
@NullMarked
package com.wizardsofts.ollamaswarm.nfs.export;

import org.jspecify.annotations.NullMarked;
