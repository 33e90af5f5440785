/** The only package that starts programs or writes files of the host. */
@NullMarked
package com.wizardsofts.ollamaswarm.machine;

import org.jspecify.annotations.NullMarked;
