# The root filesystem that all servers of the namespaces kind share (read-only; each has an overlay of its own on it).
# shellcheck shell=bash
SUITE=trixie
ROOTFS=$LAB_CACHE/cluster/rootfs

rootfs_key() { content_key "$CLUSTER_DIR/image.sh"; }
prepare_rootfs() {
  need_packages mmdebstrap debian-archive-keyring
  cached "$PARTS/labnfs" "$(content_key "$CLUSTER_DIR/labnfs")" make_go_program "$CLUSTER_DIR/labnfs"
  cached "$ROOTFS" "$(rootfs_key)" make_rootfs
}
make_rootfs() { # OUT
  local packages=(systemd systemd-sysv dbus kmod iproute2 iputils-ping iptables nftables procps curl jq openssl ca-certificates
    docker.io docker-cli nfs-kernel-server nfs-common nfs-ganesha nfs-ganesha-vfs rpcbind fuse3 openjdk-25-jre-headless
    python3-minimal util-linux socat ufw)
  nice -n 3 mmdebstrap --mode=root --variant=minbase --aptopt='Acquire::Languages "none"' --dpkgopt='force-unsafe-io' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --include="$(IFS=,; echo "${packages[*]}")" "$SUITE" "$1" \
    "deb $(apt_mirror debian) $SUITE main" "deb $(apt_mirror debian-security) $SUITE-security main" >"$1.log" 2>&1 ||
    die "mmdebstrap made no $SUITE" "Read the end of $1.log"
  trim_rootfs "$1"
  rm "$1.log"
}
trim_rootfs() { # OUT: units that have nothing to do in a namespace
  local root=$1
  systemctl -q --root="$root" mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \
    e2scrub_reap.service console-getty.service getty@tty1.service systemd-binfmt.service proc-sys-fs-binfmt_misc.automount \
    systemd-timesyncd.service nfs-blkmap.service systemd-networkd-wait-online.service systemd-pcrphase.service \
    systemd-modules-load.service sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount
  systemctl -q --root="$root" disable ufw.service nfs-ganesha.service nfs-ganesha-lock.service
  systemctl -q --root="$root" enable docker.service
  : >"$root/etc/machine-id"
  mkdir -p "$root/opt/ollama-models" "$root/etc/exports.d" "$root/var/log/journal"
  rm -rf "$root"/var/cache/apt/*.bin "$root"/var/lib/apt/lists/* "$root"/dev/* "$root"/etc/resolv.conf
}
