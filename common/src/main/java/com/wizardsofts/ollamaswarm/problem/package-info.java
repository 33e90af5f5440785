/** What can go wrong, in words an operator can act on: the catalogue, and RFC 9457 on the wire. */
@NullMarked
package com.wizardsofts.ollamaswarm.problem;

import org.jspecify.annotations.NullMarked;
