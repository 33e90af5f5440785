# A server's power: namespaces with systemd as the first process, and cgroups that hold everything in them.
# shellcheck shell=bash
CGROUP=ollama-swarm-$LAB_ID
CONTROLLERS=(cpu cpuacct cpuset memory devices freezer blkio pids systemd unified)

disk_of() { echo "$KIND_STATE/disks/$1"; }
init_file() { echo "$KIND_STATE/run/$1.init"; }
is_on() { process_of "$(init_file "$1")" >/dev/null; }
kernel_has_nfs() { modprobe -a nfs nfsd 2>/dev/null || true; grep -qw nfs4 /proc/filesystems && grep -qw nfsd /proc/filesystems; }

power_on() { # SERVER
  local n=$1 disk init starter console
  if is_on "$n"; then thaw "$n"; return; fi # a save that was killed may have left it frozen
  disk=$(disk_of "$n") init=$(init_file "$n") console=$KIND_STATE/run/$n.console
  mkdir -p "$disk"/{upper,work,docker,containerd,models} "$KIND_STATE/run/$n.root"
  LABNFS="$PARTS/labnfs" setsid "$CLUSTER_DIR/start" "$n" "$disk" "$ROOTFS" "$KIND_STATE/run/$n.root" "/run/netns/$(netns_of "$n")" \
    "$(backend_mount_type)" $(cgroups_of "$n") </dev/null >"$console" 2>&1 &
  starter=$!
  wait_for 60 "the first process of server $n (see $console)" find_init "$starter" "$init"
  wait_for 180 "systemd on server $n (see $console)" booted "$n"
}
find_init() { # STARTER FILE: the first process of the namespaces is the only child of what has become unshare
  local child
  [ "$(cat "/proc/$1/comm")" = unshare ] || return
  child=$(cat "/proc/$1/task/$1/children" 2>/dev/null) && [ -n "$child" ] && remember_process "$2" "${child% }"
}
booted() { run_in "$1" '[[ $(systemctl is-system-running) =~ running|degraded ]]'; }
power_off() { # SERVER: as if the plug were pulled; the kernel ends all that is in the namespaces
  thaw "$1"
  end_process "$(init_file "$1")" KILL
  drop_cgroups "$1" # with what a start that was killed half-way left in them
}
run_in() { # SERVER CMD…: as ssh does it; ends when its caller ends
  local server=$1 pid; shift
  pid=$(process_of "$(init_file "$server")") || return 255
  { (
    enter_cgroups "$server"
    exec setpriv --pdeathsig KILL nsenter -t "$pid" -m -u -i -n -p -C -- env -i HOME=/root USER=root LANG=C.UTF-8 TERM="${TERM:-dumb}" \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin setpriv --pdeathsig KILL bash ${1:+-c "cd; $*"}
  ) 2>&3 3>&-; } 3>&2 2>/dev/null # this shell has nothing to say about a command that died of a signal
}

# --- cgroups: controllers of version 1 where the machine has them, else the one tree of version 2

has_one_tree() { [ -e /sys/fs/cgroup/cgroup.controllers ]; }
cgroups_of() { # [SERVER]
  local c
  if has_one_tree; then echo "/sys/fs/cgroup/$CGROUP${1:+/$1}"; return; fi
  for c in "${CONTROLLERS[@]}"; do [ ! -d "/sys/fs/cgroup/$c" ] || echo "/sys/fs/cgroup/$c/$CGROUP${1:+/$1}"; done
}
enter_cgroups() { # SERVER
  local d
  for d in $(cgroups_of "$1"); do
    # With one tree a group that has children takes no process itself.
    if has_one_tree; then mkdir -p "$d/lab-ssh"; d=$d/lab-ssh; fi
    echo "$BASHPID" >"$d/cgroup.procs"
  done
}
drop_cgroups() { # [SERVER]: and all that still runs in them
  local d
  for d in $(cgroups_of "$@"); do
    [ ! -d "$d" ] || wait_for 20 "the end of the cgroup $d" remove_tree "$d"
  done
}
remove_tree() { # CGROUP
  find "$1" -name cgroup.procs -exec cat {} + 2>/dev/null | xargs -r kill -KILL 2>/dev/null || true
  find "$1" -depth -type d -exec rmdir {} + 2>/dev/null || true
  [ ! -d "$1" ]
}
freeze() { # SERVER
  if has_one_tree; then echo 1 >"$(cgroups_of "$1")/cgroup.freeze"; else echo FROZEN >"/sys/fs/cgroup/freezer/$CGROUP/$1/freezer.state"; fi
}
thaw() { # SERVER
  local d=/sys/fs/cgroup/freezer/$CGROUP/$1
  if has_one_tree; then d=$(cgroups_of "$1"); [ ! -d "$d" ] || echo 0 >"$d/cgroup.freeze"; else [ ! -d "$d" ] || echo THAWED >"$d/freezer.state"; fi
}
