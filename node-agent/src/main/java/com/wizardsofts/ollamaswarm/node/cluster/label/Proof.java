package com.wizardsofts.ollamaswarm.node.cluster.label;

/** What one look says of a node's mount. */
enum Proof {
  /** All four parts: mounted, from the network, the label's store read through it, read-only. */
  HOLDS,
  /** The node's agent answered that a part is missing; of the store's own server, its nfs-agent. */
  FAILS,
  /** Nobody answered for the node: its replicas may well be at work. */
  UNKNOWN
}
