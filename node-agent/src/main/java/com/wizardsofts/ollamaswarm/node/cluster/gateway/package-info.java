/** What is wrong with the gateway that {@code cluster.yaml} names. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.cluster.gateway;

import org.jspecify.annotations.NullMarked;
