/**
 * Traefik's files: the operator's static one, changed by whole lines only, and our own dynamic one.
 */
@NullMarked
package com.wizardsofts.ollamaswarm.node.gateway.file;

import org.jspecify.annotations.NullMarked;
