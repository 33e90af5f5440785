/**
 * The pull that adds a model: a temporary Ollama writes its files, and nobody sees them before they
 * are whole.
 */
@NullMarked
package com.wizardsofts.ollamaswarm.nfs.pull;

import org.jspecify.annotations.NullMarked;
