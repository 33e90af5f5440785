/** Phase 2 of the rollout: models, network, image, service, gateway and the first answer. */
@NullMarked
package com.wizardsofts.ollamaswarm.node.rollout.deploy;

import org.jspecify.annotations.NullMarked;
