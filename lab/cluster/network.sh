# A server's network cable: a pair of interfaces between its own network namespace and the client's bridge.
# shellcheck shell=bash
netns_of() { echo "$CLUSTER_NETNS-s$1"; }
plug_in() { # SERVER
  local ns
  ns=$(netns_of "$1")
  [ -n "$(ip -n "$ns" route show default 2>/dev/null)" ] && return # the last step that follows was done
  unplug "$1"
  ip netns add "$ns"
  ip -n "$ns" link set lo up
  ip -n "$CLUSTER_NETNS" link add "v$1" type veth peer name eth0 netns "$ns"
  ip -n "$CLUSTER_NETNS" link set "v$1" master br0 up
  ip -n "$ns" addr add "$LAB_NET.$1/24" dev eth0
  ip -n "$ns" link set eth0 up
  ip -n "$ns" route add default via "$REGISTRY_IP"
}
unplug() { network_down "$(netns_of "$1")"; }
