package com.wizardsofts.ollamaswarm.node.gateway.container;

import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import java.nio.file.Path;

/**
 * What a copy of the operator's container has that the container itself has not.
 *
 * @param port whether it publishes the gateway's port only in the copy
 * @param folder whether it sees the folder of our dynamic file only in the copy
 * @param network whether it is attached to the service's network only as a copy
 */
public record Additions(boolean port, boolean folder, boolean network) {

  /** What this container lacks. */
  public static Additions to(TraefikContainer old, GatewaySpec spec, Path dynamicFolder) {
    return new Additions(
        !old.publishes(spec.port()),
        old.onServer(dynamicFolder).isEmpty(),
        !old.networks().contains(spec.network()));
  }
}
