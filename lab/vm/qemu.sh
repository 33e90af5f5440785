# The emulator: which qemu, whether this machine's CPU helps it, and the machine of one server.
# shellcheck shell=bash
VM_DIR=$LAB_DIR/vm VM_CACHE=$LAB_CACHE/vm VM_STATE=$LAB_STATE/vm
VM_IMAGE=$VM_CACHE/image
VM_NETNS=lab-vm

find_qemu() { # sets QEMU: this machine's, or version 10 beside Debian 12's
  local own=$VM_CACHE/qemu
  if [ "$(qemu-system-x86_64 --version | sed -n '1s/.*version \([0-9]*\).*/\1/p')" -ge 10 ]; then
    QEMU=(qemu-system-x86_64)
  else
    cached "$own" "$(content_key "$VM_DIR/get-qemu")" "$VM_DIR/get-qemu"
    QEMU=("$own/usr/bin/qemu-system-x86_64" -L "$own/usr/share/qemu" -L "$own/usr/share/seabios")
  fi
}

vm_accel() { # prints kvm or tcg; makes the image when there is a KVM to be tried with its kernel
  local proof
  [ -w /dev/kvm ] && has_hardware_kvm || { echo tcg; return; }
  backend_prepare >&2
  proof=$VM_CACHE/accel/$(cat /proc/sys/kernel/random/boot_id)-$(cat "$VM_IMAGE.key")
  if [ ! -s "$proof" ]; then
    rm -rf "$VM_CACHE/accel"
    mkdir -p "$VM_CACHE/accel"
    if kvm_runs_a_kernel; then echo kvm; else echo tcg; fi >"$proof.tmp"
    mv "$proof.tmp" "$proof"
  fi
  cat "$proof"
}
has_hardware_kvm() { [ -d /sys/module/kvm_intel ] || [ -d /sys/module/kvm_amd ]; } # other kinds run only kernels made for them
kvm_runs_a_kernel() { # a /dev/kvm that opens may still not run one (nested virtualisation); qemu then waits, so it is ended
  local out qemu proved=1
  exec {out}< <(exec timeout -s KILL 20 "${QEMU[@]}" -nodefaults -no-user-config -display none -no-reboot \
    -machine q35 -accel kvm -cpu host -m 256 -kernel "$VM_IMAGE/vmlinuz" -initrd "$VM_IMAGE/initrd" \
    -append "console=ttyS0 quiet panic=-1 lab.prove" -serial stdio </dev/null 2>&1)
  qemu=$!
  grep -a -m 1 -E 'the kernel runs|internal error' <&"$out" | grep -q 'the kernel runs' && proved=0
  kill "$qemu" 2>/dev/null || true
  exec {out}<&-
  return "$proved"
}

choose_machine() { # sets ACCEL, CPU, SMP, KERNEL_ARGS and MACHINE_KEY: a snapshot loads only into the same machine
  KERNEL_ARGS="console=ttyS0 root=/dev/vda rw quiet mitigations=off nokaslr audit=0 random.trust_cpu=1 net.ifnames=0"
  if [ "$(vm_accel)" = kvm ]; then
    ACCEL=kvm CPU=${LAB_VM_CPU:-host} SMP=${LAB_VM_SMP:-$(($(nproc) < 4 ? $(nproc) : 4))}
  else
    ACCEL=tcg,thread=multi,tb-size=512 CPU=${LAB_VM_CPU:-Nehalem} SMP=${LAB_VM_SMP:-$(($(nproc) < 2 ? 1 : 2))}
    KERNEL_ARGS+=" no5lvl tsc=reliable no_timer_check"
  fi
  MACHINE_KEY=$(content_key "$("${QEMU[@]}" --version)" "$ACCEL" "$CPU" "$SMP" "$(memory_of 80)" "$(memory_of 84)" \
    "$(grep -m 1 '^model name' /proc/cpuinfo)" "$VM_DIR/qemu.sh" "$VM_IMAGE/id")
}
memory_of() { # SERVER: MiB; the manager holds Docker, the gateway, the agent and the replicas
  local small
  small=$(awk '/^MemTotal/ { print ($2 < 10000000) }' /proc/meminfo)
  case $1$small in
    800) echo "${LAB_VM_MEMORY_80:-2048}" ;;
    801) echo "${LAB_VM_MEMORY_80:-1024}" ;;
    840) echo "${LAB_VM_MEMORY_84:-4096}" ;;
    841) echo "${LAB_VM_MEMORY_84:-3072}" ;;
  esac
}

start_machine() { # SERVER [QEMU-ARGUMENT…]
  local server=$1; shift
  nsenter --net="/run/netns/$VM_NETNS" "${QEMU[@]}" -name "s$server" -nodefaults -no-user-config -display none \
    -machine q35 -accel "$ACCEL" -cpu "$CPU" -smp "$SMP" -m "$(memory_of "$server")" \
    -kernel "$VM_IMAGE/vmlinuz" -initrd "$VM_IMAGE/initrd" \
    -append "$KERNEL_ARGS lab.ip=$LAB_NET.$server systemd.hostname=s$server systemd.machine_id=$(printf '%032x' "0xabc$server")" \
    -drive "if=none,id=disk,file=$(disk_of "$server"),format=qcow2,cache=unsafe,discard=unmap" -device virtio-blk-pci,drive=disk \
    -netdev "tap,id=net,ifname=t$server,script=no,downscript=no" -device "virtio-net-pci,netdev=net,mac=52:54:00:00:02:$server" \
    -object rng-random,id=random,filename=/dev/urandom -device virtio-rng-pci,rng=random \
    -serial "file:$VM_STATE/$server.console" -qmp "unix:$VM_STATE/$server.monitor,server=on,wait=off" \
    -pidfile "$VM_STATE/$server.pid" -daemonize "$@"
}
disk_of() { echo "$VM_STATE/$1.qcow2"; }
machine_pid() { # SERVER: prints the pid of its qemu when that runs
  local pid
  read -r pid 2>/dev/null <"$VM_STATE/$1.pid" && [ -r "/proc/$pid/cmdline" ] || return 1
  [[ $(tr '\0' ' ' <"/proc/$pid/cmdline") == *"$(disk_of "$1")"* ]] && echo "$pid"
}
order() { "$VM_DIR/monitor" "$VM_STATE/$1.monitor" "$2"; } # SERVER COMMAND
