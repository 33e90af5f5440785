# An agent on loopback of this machine, with certificates of its own and neither Docker nor NFS, for measurements: it answers
# without waiting for either. Everything lies in the folder $work.
# shellcheck shell=bash
source "$LAB_DIR/agents/install.sh"
source "$LAB_DIR/agents/jdk.sh"
source "$LAB_DIR/parts/parts.sh"
LOCAL_REST=https://127.0.0.1:17480/v1
agent_pid=''

local_begin() { # sets work; LAB_NO_BUILD=1: what was built already, of both kinds; NATIVE=DIR: native executables of that folder
  local agent
  need_root
  need_packages openssl
  need_jdk
  mkdir -p "$LAB_STATE"
  work=$(mktemp -d "$LAB_STATE/bench.XXXXXX")
  cached "$PARTS/load" "$(content_key "$PARTS_DIR/load")" make_go_program "$PARTS_DIR/load"
  "$LAB_DIR/pki" "$work/pki" >/dev/null
  mkdir "$work/native"
  if [ -n "${NATIVE:-}" ]; then
    cp "$NATIVE"/{nfs,node}-agent "$work/native/"
  else
    [ -n "${LAB_NO_BUILD:-}" ] || step "native agents built" build_agents package -DskipTests
    is_native || die "no native agent was built" "Set GRAALVM_HOME to a GraalVM or Mandrel 25"
    for agent in nfs-agent node-agent; do cp "$REPOSITORY/$agent"/target/*-runner "$work/native/$agent"; done
  fi
  [ -n "${LAB_NO_BUILD:-}" ] || AGENTS=jvm step "agents for the Java virtual machine built" build_agents package -DskipTests # removes the native ones
  for agent in nfs-agent node-agent; do
    mkdir -p "$work/JVM/$agent.d"
    cp -r "$REPOSITORY/$agent/target/quarkus-app" "$REPOSITORY/$agent/src/main/dist/$agent" "$work/JVM/$agent.d/"
    ln -s "$agent.d/$agent" "$work/JVM/$agent"
    local_settings "$agent" >"$work/$agent.properties"
  done
  export JAVA_HOME PATH
  JAVA_HOME=$(find_jdk) PATH=$JAVA_HOME/bin:$PATH
}
local_end() { stop_agent; rm -rf "$work"; }
local_settings() { # AGENT
  cat <<END
quarkus.tls.agents.key-store.pem.0.cert=$work/pki/80.crt
quarkus.tls.agents.key-store.pem.0.key=$work/pki/80.key
quarkus.tls.agents.trust-store.pem.certs=$work/pki/ca.crt
quarkus.http.host=127.0.0.1
quarkus.http.ssl-port=17480
quarkus.management.port=19480
$1.docker-host=unix://$work/no-docker.sock
END
  [ "$1" != nfs-agent ] || printf 'nfs-agent.store=%s/store\nnfs-agent.state-folder=%s/state\n' "$work" "$work"
}
options() { echo "${OPTIONS:-$(sed -n 's/^ExecStart=[^ ]* //p' "$REPOSITORY/$1/src/main/dist/$1.service")}"; } # AGENT: those of its unit
start_agent() { # AGENT native|JVM [VARIABLE=VALUE…]: until it answers; sets started: ms from exec to the first answer of its REST port, processor ms till then
  local agent=$1 kind=$2 begin client; shift 2
  load -first -timeout 120 >"$work/first" & client=$!
  begin=$EPOCHREALTIME
  env "$@" QUARKUS_CONFIG_LOCATIONS="$work/$agent.properties" NOTIFY_SOCKET="$work/notify" "$(readlink -f "$work/$kind/$agent")" $(options "$agent") >"$work/$agent-$kind.log" 2>&1 &
  agent_pid=$!
  wait "$client" || { cat "$work/$agent-$kind.log" >&2; die "$agent ($kind) does not answer" "Read its log above"; }
  # A thread may end between being listed and being read.
  started=$({ cat /proc/"$agent_pid"/task/*/schedstat 2>/dev/null || true; } | awk -v a="$begin" -v b="$(cat "$work/first")" '{ used += $1 } END { printf "%d %d", (b - a) * 1000, used / 1e6 }')
}
stop_agent() {
  [ -n "$agent_pid" ] || return 0
  kill "$agent_pid" 2>/dev/null || true
  wait "$agent_pid" 2>/dev/null || true
  agent_pid=
}
load() { "$PARTS/load" -url "$LOCAL_REST/status" -ca "$work/pki/ca.crt" -cert "$work/pki/operator.crt" -key "$work/pki/operator.key" "$@"; }
ask() { curl -fsS -m 30 --cacert "$work/pki/ca.crt" --cert "$work/pki/operator.crt" --key "$work/pki/operator.key" "$@"; } # CURL-ARGUMENT…
rss() { in_mb VmRSS; }
anonymous() { in_mb RssAnon; } # what it has for itself alone: no pages of its executable
in_mb() { awk -v name="$1:" '$1 == name { printf "%.1f", $2 * 1024 / 1e6 }' "/proc/$agent_pid/status"; }
processor() { echo "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2- | sed 's/^ *//'), $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg), kernel $(uname -r)"; }
