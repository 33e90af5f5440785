/** What is wrong on a server: checks that look, and the catalogue of what they can find. */
@NullMarked
package com.wizardsofts.ollamaswarm.diagnosis;

import org.jspecify.annotations.NullMarked;
