# Asks the nfs-agent for pulls, and looks at the store from beside it.
# shellcheck shell=bash
NFS=https://$LAB_NET.80:7480
STORE=/opt/ollama-models

nfs() { as_operator -f -m 60 "$@"; } # CURL-ARGUMENT…
pull() { nfs -H 'Content-Type: application/json' -d "{\"name\":\"$1\"}" "$NFS/v1/models" | jq -er .id; } # MODEL: prints the operation
operation() { nfs "$NFS/v1/operations/$1"; }
has_ended() { operation "$1" | jq -e '.state != "RUNNING"'; }
ends() { # OPERATION STATE
  wait_for "$(patience 180)" "the end of $(operation "$1" | jq -r .title)" has_ended "$1"
  operation "$1" | jq -e --arg state "$2" '.state == $state' >/dev/null || { operation "$1"; return 1; }
}
has_bytes() { operation "$1" | jq -e '.doneBytes > 0 or .state != "RUNNING"'; }
slow_registry() { registry_control "rate=$(is_slow && echo 20000 || echo 60000)"; } # a pull takes seconds then
begin_slowly() { # MODEL: sets id to a pull that has fetched something, and would take minutes for the rest
  registry_control rate=1000
  id=$(pull "$1")
  wait_for "$(patience 60)" "the first bytes" has_bytes "$id"
}
registry_control() { backend_client curl -fsS "http://$BLOBS_IP:5001/ctl?$1" >/dev/null; } # as lab/README.md says
forget() { nfs -X DELETE "$NFS/v1/models/$1?force=true" >/dev/null; } # MODEL
no_container() { says none on 80 'docker ps -aq -f label=ollama-swarm.duty=pull | grep . || echo none'; }
models() { nfs "$NFS/v1/models" | jq -r '.[].name' | sort | paste -sd' '; }
nfs_ready() { agent_ready 80 nfs-agent && on 80 'docker info -f x'; }

store_is_sound() { # every blob hashes to its name, every manifest's blobs are there; asks no agent
  on 80 "cd $STORE/models && for f in blobs/sha256-*; do
      case \$f in *-partial*) continue ;; esac
      [ \"blobs/sha256-\$(sha256sum <\$f | cut -d' ' -f1)\" = \$f ] || { echo \"\$f is damaged\"; exit 1; }
    done
    find manifests -type f | while read -r m; do
      [ -s \$m ] || { echo \"\$m is empty\"; exit 1; }
      grep -o 'sha256:[0-9a-f]*' \$m | tr : - | while read -r b; do [ -e blobs/\$b ] || { echo \"\$m lacks \$b\"; exit 1; }; done || exit 1
    done"
}

# One pull, something killed at a random moment of it, and whether it can be finished.
kill_once() { # ROUND: 0 when the store was sound and the pull could be finished
  local kinds=(agent container dockerd) kind=${kinds[RANDOM % 3]} delay id try
  delay=$(awk -v d=$((RANDOM % 50)) -v longest="$(patience 5)" 'BEGIN { print d * longest / 50 }')
  kill_told="round $1: $kind killed after $delay s"
  forget tinyllama:latest || true
  slow_registry
  id=$(pull tinyllama:latest)
  sleep "$delay" # the moment is the test's input, not a wait
  kill_"$kind"
  wait_for "$(patience 120)" "server 80 to be ready again" nfs_ready
  store_is_sound || { echo "$kill_told"; return 1; }
  registry_control rate=0
  for try in 1 2 3; do
    id=$(pull tinyllama:latest) && ends "$id" DONE && break
    [ "$try" != 3 ] || { echo "$kill_told: the pull cannot be finished"; return 1; }
  done
  store_is_sound && [ "$(models)" = "mistral:7b tinyllama:latest" ] || { echo "$kill_told"; models; return 1; }
}
kill_agent() { on 80 'systemctl kill -s KILL nfs-agent'; }
kill_container() { on 80 'docker ps -q -f label=ollama-swarm.duty=pull | xargs -r docker kill' >/dev/null || true; }
kill_dockerd() { on 80 'systemctl kill -s KILL docker; systemctl reset-failed docker; systemctl start docker'; }
kill_rounds() { # ROUNDS SEED
  local round
  RANDOM=$2
  echo "seed $2"
  for ((round = 1; round <= $1; round++)); do
    kill_once "$round" || return 1
    echo "$kill_told: sound, finished"
  done
}
