# Snapshots: the disks of all servers at one moment (all frozen meanwhile), as a power cut would leave them.
# shellcheck shell=bash
snapshot_dir() { echo "$KIND_STATE/snapshots/$1"; }

backend_save() { # NAME
  local dir tmp n
  dir=$(snapshot_dir "$1") tmp=$dir.tmp.$$
  for n in "${CLUSTER_SERVERS[@]}"; do is_on "$n" || die "server $n is off" "Switch it on first: $LAB_DIR/poweron $n"; done
  rm -rf --one-file-system "$dir".tmp.*
  mkdir -p "$tmp"
  cp "$ROOTFS.key" "$tmp/rootfs.key"
  for n in "${CLUSTER_SERVERS[@]}"; do running_containers "$n" >"$tmp/$n.running"; done
  trap thaw_all EXIT
  for n in "${CLUSTER_SERVERS[@]}"; do freeze "$n"; done
  cp -a --reflink=auto "$KIND_STATE/disks" "$tmp/disks"
  thaw_all
  trap - EXIT
  rm -rf --one-file-system "$dir"
  mv -T "$tmp" "$dir"
}
thaw_all() { local n; for n in "${CLUSTER_SERVERS[@]}"; do thaw "$n"; done; }
running_containers() { # SERVER: those that Docker starts again by itself; Swarm's tasks get new containers
  run_in "$1" docker ps --format "'{{.Label \"com.docker.swarm.task.id\"}}/{{.Names}}'" | sed -n 's|^/||p' | sort
}

backend_restore() { # NAME
  local dir n
  dir=$(snapshot_dir "$1")
  [ -d "$dir" ] || die "there is no snapshot '$1'" "There are: $(ls "$KIND_STATE/snapshots" 2>/dev/null | tr '\n' ' ')"
  [ "$(cat "$dir/rootfs.key")" = "$(cat "$ROOTFS.key" 2>/dev/null)" ] || die "the snapshot '$1' belongs to another image of the servers" "Make it anew: lab/up and lab/save $1"
  on_all_servers power_off
  rm -rf --one-file-system "$KIND_STATE/disks"
  cp -a --reflink=auto "$dir/disks" "$KIND_STATE/disks"
  backend_up
  for n in "${CLUSTER_SERVERS[@]}"; do
    wait_for 120 "the containers of server $n" runs_again "$n" "$dir/$n.running"
  done
  wait_for 120 "the nodes of the swarm" swarm_is_whole
}
runs_again() { [ -z "$(comm -13 <(running_containers "$1") "$2")" ]; }
swarm_is_whole() { # every server that takes part is ready in the eyes of the manager
  [ "$(run_in 84 docker info -f "'{{.Swarm.LocalNodeState}}'")" = inactive ] ||
    ! run_in 84 docker node ls --format "'{{.Status}}'" | grep -qvx Ready
}
