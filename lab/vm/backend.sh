# The virtual-machine kind: two servers in qemu with kernels of their own; everything about them is real.
# shellcheck shell=bash
VM_SERVERS=(80 84)
source "$LAB_DIR/vm/qemu.sh"
source "$LAB_DIR/vm/warm.sh"

backend_servers() { echo "${VM_SERVERS[@]}"; }
backend_netns() { echo "$VM_NETNS"; }
backend_mount_type() { echo nfs4; }
backend_is_up() {
  local server
  for server in "${VM_SERVERS[@]}"; do machine_pid "$server" >/dev/null && return; done
  return 1
}
backend_prepare() {
  need_packages qemu-system-x86 qemu-utils mmdebstrap e2fsprogs cpio xz-utils openssh-client debian-archive-keyring python3 iproute2
  [ -e /dev/net/tun ] || modprobe tun || die "the kernel has no TUN/TAP" "Use a kernel with CONFIG_TUN"
  backend_is_up || cached "$VM_IMAGE" "$(content_key "$VM_DIR/build-image" "$VM_DIR/image")" build_image
  find_qemu
}
build_image() { # in a process namespace of its own: whatever ends this command ends the build and its mounts
  setpriv --pdeathsig KILL unshare --pid --fork --kill-child --mount-proc "$VM_DIR/build-image" "$1"
}

backend_up() {
  choose_machine
  plug_in
  if backend_is_up; then
    start_missing
  elif start_warm; then
    VM_IS_BEFORE=yes
  else
    new_disks
    start_missing
  fi
  echo "$MACHINE_KEY" >"$VM_STATE/machine"
  wait_ready
}
backend_is_before() { [ "${VM_IS_BEFORE:-}" = yes ]; } # begun where an earlier lab/up had ended
backend_keep_before() { keep_warm; }
start_missing() {
  local server
  for server in "${VM_SERVERS[@]}"; do
    if machine_pid "$server" >/dev/null; then order "$server" cont; else start_machine "$server"; fi
  done
}
new_disks() {
  local server
  rm -rf "$VM_STATE/saves"
  for server in "${VM_SERVERS[@]}"; do
    qemu-img create -q -f qcow2 -F raw -b "$VM_IMAGE/base.raw" "$(disk_of "$server").tmp"
    mv "$(disk_of "$server").tmp" "$(disk_of "$server")"
  done
}
plug_in() {
  local server
  mkdir -p "$VM_STATE"
  network_up "$VM_NETNS"
  for server in "${VM_SERVERS[@]}"; do
    ip -n "$VM_NETNS" link show "t$server" >/dev/null 2>&1 || ip -n "$VM_NETNS" tuntap add "t$server" mode tap
    ip -n "$VM_NETNS" link set "t$server" master br0 up
  done
}

wait_ready() { local server; for server in "${VM_SERVERS[@]}"; do wait_for_server "$server"; done; }
wait_for_server() { # answered, and with the right time: a machine that was stopped or loaded lives in the past
  wait_for_ssh "$1"
  backend_ssh "$1" "date -s @$(date +%s.%N)" >/dev/null
  [[ $(backend_ssh "$1" timeout 600 systemctl is-system-running --wait) =~ running|degraded ]] ||
    die "server $1 does not finish booting" "Look: $LAB_DIR/ssh $1 systemctl list-jobs"
}
wait_for_ssh() {
  local end=$((SECONDS + 600))
  until timeout 60 "${SSH[@]}" "root@$LAB_NET.$1" true 2>/dev/null; do
    machine_pid "$1" >/dev/null || die "the machine of server $1 ended" "Read the end of $VM_STATE/$1.console"
    [ "$SECONDS" -lt "$end" ] || die "server $1 did not answer for 600 s" "Read the end of $VM_STATE/$1.console; is this machine overloaded?"
    sleep 0.2
  done
}

backend_down() { # whatever runs in the namespace is the lab's: machines, kept ssh connections, a client's programs
  ip netns list | grep -qw "$VM_NETNS" || return 0
  end_those ip netns pids "$VM_NETNS"
  network_down "$VM_NETNS"
}
stop_machines() { local server; for server in "${VM_SERVERS[@]}"; do backend_poweroff "$server"; done; }
backend_poweroff() { # SERVER
  timeout 5 "${SSH[@]}" -O exit "root@$LAB_NET.$1" 2>/dev/null || true # a kept connection dies with its machine
  end_those machine_pid "$1"
}
backend_poweron() { # SERVER
  machine_pid "$1" >/dev/null && return
  find_qemu
  choose_machine
  start_machine "$1"
  wait_for_server "$1"
}
backend_cut() { ip -n "$VM_NETNS" link set "t$1" down; }
backend_join() { ip -n "$VM_NETNS" link set "t$1" up; }
end_those() { # CMD…, which prints process ids until there are none
  local pids signal=TERM end=$((SECONDS + 5))
  while pids=$("$@") && [ -n "$pids" ]; do
    [ "$SECONDS" -lt "$end" ] || signal=KILL
    kill "-$signal" $pids 2>/dev/null || true
    sleep 0.1
  done
}

SSH=(nsenter "--net=/run/netns/$VM_NETNS" ssh -i "$VM_IMAGE/id_ed25519" -o StrictHostKeyChecking=no
  -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o BatchMode=yes -o ConnectTimeout=5 -o ServerAliveInterval=30
  -o ControlMaster=auto -o ControlPersist=600 -o "ControlPath=$VM_STATE/ssh-%h")
backend_client() { nsenter --net="/run/netns/$VM_NETNS" "$@"; }
backend_ssh() {
  local server=$1; shift
  machine_pid "$server" >/dev/null || die "server $server is off" "Switch it on: $LAB_DIR/poweron $server"
  "${SSH[@]}" "root@$LAB_NET.$server" "$@"
}
backend_put() { # SERVER SRC DSTDIR
  local src dst
  src=$(readlink -f "$2")
  dst=$(printf %q "$3")
  tar -C "$(dirname "$src")" --owner=0 --group=0 -c "$(basename "$src")" | backend_ssh "$1" "mkdir -p $dst && tar -m -x -C $dst"
}
