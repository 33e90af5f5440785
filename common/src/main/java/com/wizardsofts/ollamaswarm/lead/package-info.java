/** The lead as every agent knows it: one at a time may give orders. */
@NullMarked
package com.wizardsofts.ollamaswarm.lead;

import org.jspecify.annotations.NullMarked;
