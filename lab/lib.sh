# Sourced by every command of the lab: messages, paths, the kind of lab, prerequisites, caches.
# shellcheck shell=bash
LAB_DIR=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
source "$LAB_DIR/process.sh"
LAB_CACHE=${LAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ollama-swarm-lab}
LAB_STATE=$(realpath -m "${LAB_STATE:-/var/tmp/ollama-swarm-lab}")
LAB_ID=lab # part of the names that the whole machine sees; another LAB_STATE is another lab beside this one
[ "$LAB_STATE" = /var/tmp/ollama-swarm-lab ] || LAB_ID=lab-$(cksum <<<"$LAB_STATE" | cut -c1-6)
PARTS=$LAB_CACHE/parts
LAB_NET=198.51.100
REGISTRY_IP=$LAB_NET.1 BLOBS_IP=$LAB_NET.2

say() { printf '%s\n' "$*" >&2; }
die() { # CAUSE REMEDY
  printf 'lab: %s\n     %s\n' "$1" "${2:-}" >&2
  exit 1
}
step() { # TEXT CMD…: runs it and says how long it took
  local text=$1 start=$EPOCHREALTIME; shift
  "$@"
  awk -v a="$start" -v b="$EPOCHREALTIME" -v t="$text" 'BEGIN { printf "%7.1f s  %s\n", b - a, t }' >&2
}
wait_for() { # SECONDS WHAT CMD…
  local limit=$1 what=$2 end=$((SECONDS + $1)); shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || die "waited $limit s for: $what" "The machine may be overloaded (see uptime); the check was: $*"
    sleep 0.1
  done
}
need_root() { [ "$(id -u)" = 0 ] || die "the lab needs root (namespaces, mounts)" "Run: sudo $0"; }

# --- the kind of lab

load_backend() { # the kind in LAB, else the one that is up, else cluster
  need_root
  local kind up=()
  if [ -z "${LAB:-}" ]; then
    for kind in cluster vm; do (source "$LAB_DIR/$kind/backend.sh" && backend_is_up) 2>/dev/null && up+=("$kind"); done
    [ "${#up[@]}" -lt 2 ] || die "both kinds of lab are up" "Say which: LAB=vm $0 … or LAB=cluster $0 …"
    LAB=${up[0]:-cluster}
  fi
  case $LAB in vm | cluster) ;; *) die "there is no lab of kind '$LAB'" "Use LAB=vm or LAB=cluster" ;; esac
  export LAB
  KIND_STATE=$LAB_STATE/$LAB
  source "$LAB_DIR/$LAB/backend.sh"
}
backend_is_before() { false; } # a kind that keeps the "before" of an earlier lab/up begins there, and overrides these two
backend_keep_before() { :; }
need_up() { backend_is_up || die "the lab ($LAB) is not up" "Start it: LAB=$LAB $LAB_DIR/up"; }
has_server() { [[ " $(backend_servers) " == *" $1 "* ]]; }
need_server() {
  has_server "$1" || die "there is no server '$1' in the lab ($LAB)" "Servers: $(backend_servers)"
}
need_name() { [[ $1 =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || die "'$1' is no name for a snapshot" "Use letters, digits, '.', '_' and '-'"; }

# --- prerequisites

need_packages() { # PACKAGE…: Debian packages, installed when missing
  local missing=() p
  for p; do [ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$p" 2>/dev/null)" = 'ii ' ] || missing+=("$p"); done
  [ "${#missing[@]}" -gt 0 ] || return 0
  [[ $(. /etc/os-release && echo "$ID$VERSION_ID") =~ ^debian1[23]$ ]] ||
    die "missing packages, and this is not Debian 12 or 13" "Install what these Debian packages hold: ${missing[*]}"
  with_lock "$LAB_CACHE/packages.lock" install_packages "${missing[@]}"
}
install_packages() {
  say "installing $*"
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}
apt_uris() { cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -v '^ *#' | grep -oE 'https?://[^ ]+' || true; }
apt_mirror() { # debian | debian-security: the mirror that apt of this machine uses
  local uri
  uri=$(apt_uris | awk -v end="/$1/*\$" '$0 ~ end && !x { x = $0 } END { print x }')
  [ -n "$uri" ] || die "apt knows no mirror of $1" "Add one to /etc/apt/sources.list"
  echo "$uri"
}

# --- caches and locks

content_key() { # WORD-OR-FILE…: a hash over words and the content of files and folders
  local x f
  for x; do
    echo "$x" | sed "s|^$LAB_DIR/||"
    [ ! -e "$x" ] || while read -r f; do sha256sum <"$f"; done < <(find "$x" -type f | LC_ALL=C sort)
  done | sha256sum | cut -c1-16
}
cached() { # PATH KEY FUNCTION…: FUNCTION… TMP makes a file or folder TMP, which becomes PATH unless PATH of this KEY is there
  local path=$1 key=$2; shift 2
  is_cached "$path" "$key" || with_lock "$path.lock" fill_cache "$path" "$key" "$@"
}
is_cached() { [ -e "$1" ] && [ "$(cat "$1.key" 2>/dev/null)" = "$2" ]; }
fill_cache() {
  local path=$1 key=$2 tmp; shift 2
  is_cached "$path" "$key" && return
  rm -rf --one-file-system "$path.key" "$path".tmp.*
  tmp=$path.tmp.$$
  step "made ${path##*/}" "$@" "$tmp"
  rm -rf --one-file-system "$path"
  mv -T "$tmp" "$path"
  echo "$key" >"$path.key"
}
with_lock() { # FILE CMD…: one at a time; what CMD starts does not inherit the lock
  local file=$1 fd status; shift
  mkdir -p "${file%/*}"
  exec {fd}>"$file"
  flock -n "$fd" || { say "waiting for another process that holds $file"; flock "$fd"; }
  eval '"$@" '"$fd>&-"
  status=$?
  exec {fd}>&-
  return "$status"
}

# --- the network that both kinds share: a namespace with a bridge that is the client, the registry and its blobs

network_up() { # NETNS
  [[ $(ip -n "$1" addr show br0 up 2>/dev/null) == *"$BLOBS_IP"* ]] && return # the last step that follows was done
  network_down "$1"
  ip netns add "$1"
  ip -n "$1" link set lo up
  ip -n "$1" link add br0 type bridge stp_state 0 forward_delay 0
  ip -n "$1" link set br0 up
  ip -n "$1" addr add "$REGISTRY_IP/24" dev br0
  ip -n "$1" addr add "$BLOBS_IP/24" dev br0
}
network_down() { [ ! -e "/run/netns/$1" ] || ip netns del "$1"; } # NETNS
