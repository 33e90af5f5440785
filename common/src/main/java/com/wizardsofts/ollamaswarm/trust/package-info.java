/** Who may ask for what: certificates of the private CA and the roles they carry. */
@NullMarked
package com.wizardsofts.ollamaswarm.trust;

import org.jspecify.annotations.NullMarked;
