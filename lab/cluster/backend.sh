# The namespaces kind: three servers with systemd, Docker and NFS, each in namespaces of its own; up in seconds.
# shellcheck shell=bash
CLUSTER_DIR=$LAB_DIR/cluster
CLUSTER_SERVERS=(80 84 85)
CLUSTER_NETNS=$LAB_ID-cluster
source "$LAB_DIR/parts/parts.sh"
for file in image machine network snapshot; do source "$CLUSTER_DIR/$file.sh"; done

backend_servers() { echo "${CLUSTER_SERVERS[@]}"; }
backend_netns() { echo "$CLUSTER_NETNS"; }
backend_mount_type() { if kernel_has_nfs; then echo nfs4; else echo fuse.nfs4; fi; }
backend_is_up() {
  local n
  for n in "${CLUSTER_SERVERS[@]}"; do is_on "$n" && return; done
  return 1
}
backend_prepare() {
  need_packages iproute2 util-linux procps
  [ -e /dev/fuse ] || modprobe fuse || die "the kernel has no FUSE" "Use a kernel with CONFIG_FUSE_FS"
  backend_is_up || prepare_rootfs # never under the feet of running servers
}
on_all_servers() { # FUNCTION: at the same time
  local n jobs=()
  for n in "${CLUSTER_SERVERS[@]}"; do "$1" "$n" & jobs+=($!); done
  wait_all "${jobs[@]}"
}
backend_up() {
  local n
  network_up "$CLUSTER_NETNS"
  for n in "${CLUSTER_SERVERS[@]}"; do plug_in "$n"; done
  on_all_servers power_on
}
backend_down() {
  local n
  on_all_servers power_off
  drop_cgroups
  for n in "${CLUSTER_SERVERS[@]}"; do unplug "$n"; done
  network_down "$CLUSTER_NETNS"
  rm -rf --one-file-system "${KIND_STATE:?}/disks" "${KIND_STATE:?}/run"
}
backend_poweroff() { power_off "$1"; }
backend_poweron() { network_up "$CLUSTER_NETNS"; plug_in "$1"; power_on "$1"; }
backend_cut() { ip -n "$CLUSTER_NETNS" link set "v$1" down; }
backend_join() { ip -n "$CLUSTER_NETNS" link set "v$1" up; }
backend_client() { ip netns exec "$CLUSTER_NETNS" "$@"; }
backend_ssh() {
  local server=$1; shift
  is_on "$server" || die "server $server is off" "Switch it on: $LAB_DIR/poweron $server"
  run_in "$server" "$@"
}
backend_put() { # SERVER SRC DSTDIR
  local src
  src=$(readlink -f "$2")
  tar -C "$(dirname "$src")" -c "$(basename "$src")" | backend_ssh "$1" "mkdir -p '$3' && tar -x --no-same-owner -C '$3'"
}
