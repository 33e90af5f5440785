package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.swarm.OverlayNetwork;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * On the lead: the network of the replicas. A rollout makes it without encryption, but takes one
 * that is there as it is.
 */
@ApplicationScoped
public class NetworkCheck implements Check {
  private final ClusterFile file;
  private final OverlayNetwork networks;

  public NetworkCheck(ClusterFile file, OverlayNetwork networks) {
    this.file = file;
    this.networks = networks;
  }

  @Override
  public String subject() {
    return "the network of the replicas";
  }

  @Override
  public List<Finding> look() {
    return file
        .usable()
        .map(spec -> spec.service().network())
        .filter(networks::isEncrypted)
        .stream()
        .map(name -> name + " has the option encrypted")
        .map(FindingCode.NETWORK_ENCRYPTED::finding)
        .toList();
  }
}
