# Puts the agents on the lab's servers: program, unit, certificates, configuration.
# shellcheck shell=bash
AGENTS_DIR=$LAB_DIR/agents
REPOSITORY=$(dirname "$LAB_DIR")

build_agents() { # MAVEN-ARGUMENT…
  local log=$LAB_STATE/build.log
  mkdir -p "$LAB_STATE"
  choose_build
  (cd "$REPOSITORY" && ./mvnw "$@" "${BUILD[@]}") >"$log" 2>&1 ||
    { grep -E 'ERROR|FAIL' "$log" | head -40 >&2; die "the agents could not be built" "Read $log"; }
}
choose_build() { # sets BUILD: native where a GraalVM 25 is at hand or AGENTS=native asks for it; AGENTS=jvm: for the Java virtual machine
  BUILD=()
  rm -f "$REPOSITORY"/*-agent/target/*-runner # a native one of an earlier build is not this one
  case ${AGENTS:-} in
    jvm) say "agents run on a Java virtual machine, as AGENTS=jvm says"; return ;;
    '' | native) ;;
    *) die "there is no kind of agent '$AGENTS'" "Use AGENTS=native or AGENTS=jvm" ;;
  esac
  if find_graalvm; then
    need_packages gcc libc6-dev zlib1g-dev
    # The last of two levels counts. -Ob: built quickly, larger and a little slower
    BUILD=(-Dnative -Dquarkus.native.additional-build-args-append=-Ob)
  elif [ "${AGENTS:-}" = native ]; then
    die "no GraalVM or Mandrel 25 is here" "Set GRAALVM_HOME to one"
  else
    say "agents run on a Java virtual machine: no GraalVM or Mandrel 25 is here (GRAALVM_HOME)"
  fi
}
find_graalvm() { # sets GRAALVM_HOME
  local assemble=$REPOSITORY/../shared/native-image/assemble
  [ -z "${GRAALVM_HOME:-}" ] || return 0
  [ -x "$assemble" ] || return 1
  cached "$LAB_CACHE/native-image" "$(sha256sum <"$assemble" | cut -c1-16)" assemble_graalvm "$assemble"
  export GRAALVM_HOME=$LAB_CACHE/native-image
}
assemble_graalvm() { "$1" "$2" >"$LAB_STATE/assemble.log" 2>&1 || die "no native-image could be put together" "Read $LAB_STATE/assemble.log"; }
is_native() { compgen -G "$REPOSITORY/node-agent/target/*-runner" >/dev/null; }
install_agents() { # on every server of the lab that is up
  local server jobs=()
  for server in $(backend_servers); do
    case $server in 80) install_on 80 nfs-agent ;; *) install_on "$server" node-agent ;; esac & jobs+=($!)
  done
  wait_all "${jobs[@]}"
}
install_on() { # SERVER AGENT
  local stage
  stage=$(mktemp -d "$LAB_STATE/stage.XXXXXX")
  stage_program "$2" "$stage"
  stage_settings "$1" "$2" "$stage/etc/ollama-swarm"
  tar -C "$stage" -c . | backend_ssh "$1" "rm -rf /usr/lib/ollama-swarm/$2 && tar -x --no-same-owner -C / && systemctl daemon-reload && systemctl -q enable $2 && systemctl restart $2"
  rm -rf "$stage"
  wait_for 400 "$2 on server $1 to be ready (lab/ssh $1 journalctl -u $2)" agent_ready "$1" "$2"
}
stage_program() { # AGENT DIR
  local lib=$2/usr/lib/ollama-swarm/$1 units=$2/etc/systemd/system
  mkdir -p "$lib" "$units"
  chmod 755 "$2"
  if is_native; then
    cp "$REPOSITORY/$1"/target/*-runner "$lib/$1"
  else
    cp -r "$REPOSITORY/$1/target/quarkus-app" "$lib/"
    cp "$REPOSITORY/$1/src/main/dist/$1" "$lib/"
  fi
  cp "$REPOSITORY/$1/src/main/dist/$1.service" "$units/"
  [ "$1" != node-agent ] || { mkdir -p "$2/usr/bin"; cp "$REPOSITORY/$1/src/main/dist/ollama-swarm" "$2/usr/bin/"; }
}
stage_settings() { # SERVER AGENT DIR
  local pki=$KIND_STATE/pki
  mkdir -p "$3/tls"
  chmod 700 "$3/tls"
  cp "$pki/ca.crt" "$3/tls/ca.crt"
  cp "$pki/$1.crt" "$3/tls/agent.crt"
  cp "$pki/$1.key" "$3/tls/agent.key"
  case $2 in
    nfs-agent) cp "$AGENTS_DIR/nfs-agent.properties" "$3/"; cp "$PARTS/registry-ca.crt" "$3/registry-ca.pem" ;;
    node-agent) echo "node-agent.mount.types=$(backend_mount_type)" >"$3/node-agent.properties" ;;
  esac
  [ "$1" != 84 ] || cp "$AGENTS_DIR/cluster.yaml" "$3/"
  [ "$1" != 84 ] || cp "$pki"/operator.{crt,key} "$3/tls/"
}
agent_ready() { # SERVER AGENT
  local port
  case $2 in nfs-agent) port=9480 ;; *) port=9484 ;; esac
  backend_ssh "$1" "curl -fsS -m 5 http://127.0.0.1:$port/q/health/ready && bash -c ': </dev/tcp/127.0.0.1/$((port - 2000))'"
}
