# Faults of the nodes: their mounts, their Docker, the Swarm that they make.
# shellcheck shell=bash
MOUNT='opt-ollama\x2dmodels.mount'

nodes() { on 84 "docker node update --availability $1 s85"; }

make_mount_not_at_boot() { on 84 "systemctl -q disable '$MOUNT'"; }
mend_mount_not_at_boot() { fix mount.not-at-boot; }
make_unmounted() { on 84 "systemctl stop '$MOUNT'"; }
mend_unmounted() { fix mount.missing; }
make_store_unreachable() { on 84 "iptables -I OUTPUT -d $LAB_NET.80 -p tcp --dport 2049 -j DROP"; }
mend_store_unreachable() { on 84 "iptables -D OUTPUT -d $LAB_NET.80 -p tcp --dport 2049 -j DROP"; }
make_mount_writable() { # the export too, or the server would refuse
  make_export_insecure && on 84 "systemctl stop '$MOUNT' && mount -t nfs4 -o rw,vers=4.2 $LAB_NET.80:$STORE $STORE"
}
mend_mount_writable() { mend_export_insecure && on 84 "umount $STORE && systemctl start '$MOUNT'"; }
make_mount_other_store() { # of the same server, by the kernel's NFS
  on 80 "mkdir -p /srv/other/models && sed 's/\"id\":\"[0-9a-f]*/\"id\":\"00000000/' $STORE/.ollama-swarm-store >/srv/other/.ollama-swarm-store
    exportfs -o ro,root_squash,fsid=4711 $LAB_NET.84:/srv/other"
  on 84 "systemctl stop '$MOUNT' && mount -t nfs4 -o ro,vers=4.2 $LAB_NET.80:/srv/other $STORE"
}
mend_mount_other_store() { on 84 "umount $STORE && systemctl start '$MOUNT'" && on 80 "exportfs -u $LAB_NET.84:/srv/other && rm -r /srv/other"; }
make_mount_soft() { on 84 "systemctl stop '$MOUNT' && mount -t nfs4 -o ro,soft,nosharecache,vers=4.2 $LAB_NET.80:$STORE $STORE"; }
mend_mount_soft() { on 84 "umount $STORE && systemctl start '$MOUNT'"; }
make_read_ahead() { # a small one in the place of the kernel's setting, where the agent cannot write it
  on 84 "setting=/sys/class/bdi/\$(mountpoint -d $STORE)/read_ahead_kb && cat \$setting >/run/read_ahead_kb
    mount --bind /run/read_ahead_kb \$setting && mount -o remount,bind,ro \$setting && echo 128 >/run/read_ahead_kb"
}
mend_read_ahead() { on 84 "umount /sys/class/bdi/\$(mountpoint -d $STORE)/read_ahead_kb"; }
make_mount_covered() { # a replica begins while the store is not mounted, on a folder that looks like it
  on 84 "systemctl stop '$MOUNT' && mkdir -p $STORE/models/blobs $STORE/models/manifests
    docker kill \$(docker ps -q -f label=com.docker.swarm.service.name=ollama | head -1)"
  wait_for "$(patience 60)" 'a replica on the folder' reads_folder
  on 84 "systemctl start '$MOUNT'"
}
reads_folder() { # a replica of 84 that sees no network file system there
  on 84 'for c in $(docker ps -q -f label=com.docker.swarm.service.name=ollama); do
      grep " /models " /proc/$(docker inspect -f "{{.State.Pid}}" $c)/mountinfo | grep -v nfs && exit 0
    done; exit 1'
}
mend_mount_covered() {
  restart_all
  wait_for "$(patience 120)" 'nobody to read the folder' eval '! reads_folder'
  wait_for "$(patience 120)" 'the new replicas' says completed on 84 "docker service inspect -f '{{.UpdateStatus.State}}' ollama"
  on 84 "systemctl stop '$MOUNT' && rm -r $STORE/models && systemctl start '$MOUNT'"
}
make_node_drained() { nodes drain; }
mend_node_drained() { nodes active; }
make_node_paused() { nodes pause; }
mend_node_paused() { nodes active; }
make_node_down() { on 85 'systemctl stop docker.socket docker'; }
mend_node_down() { on 85 'systemctl start docker'; }
make_two_managers() { on 84 'docker node promote s85' && wait_for "$(patience 60)" 'a second manager' manages yes; }
mend_two_managers() { on 84 'docker node demote s85' && wait_for "$(patience 60)" 'a worker' manages no; }
manages() { on 85 "docker info -f '{{.Swarm.ControlAvailable}}'" | grep -qx "$(case $1 in yes) echo true ;; no) echo false ;; esac)"; }
make_no_leader() { make_two_managers && make_node_down; } # one of two cannot lead
mend_no_leader() { mend_node_down && wait_for "$(patience 90)" 'a leader' on 84 'docker node ls' && mend_two_managers; }
make_label_removed() { on 84 'docker node update --label-rm ollama.store s84'; }
mend_label_removed() { fix node.unlabelled; }
make_docker_down() { on 84 'systemctl stop docker.socket docker'; }
mend_docker_down() { on 84 'systemctl start docker'; }
make_docker_frozen() { on 84 'systemctl kill -s STOP docker'; }
mend_docker_frozen() { on 84 'systemctl kill -s CONT docker'; }
make_clock_skew() { on 80 "date -s @$((EPOCHSECONDS + 300))"; }
mend_clock_skew() { on 80 "date -s @$EPOCHSECONDS"; }
