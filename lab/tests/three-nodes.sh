# The service on all nodes beside the store's server (84 and 85; of virtual machines 84 alone): made from a lab with agents
# installed, and looked at.
# shellcheck shell=bash
OLLAMA=http://$LAB_NET.84:11434
MODELS_MOUNT='$(systemd-escape -p --suffix=mount /opt/ollama-models)'
ANSWER_LIMIT=${ANSWER_LIMIT:-20} # seconds of the longest answer, few enough for a test to wait for them

nodes() { local n; for n in $(backend_servers); do [ "$n" = 80 ] || echo "$n"; done; }
with_nodes() { # NODE…: the lab's cluster.yaml with these nodes, three replicas at last, and the phases of PHASES
  local node
  { sed '/^service:/,$d' "$LAB_DIR/agents/cluster.yaml" | sed '/^  s84:/,$d'
    for node; do printf '  s%s: {address: %s.%s, agents: [node-agent]}\n' "$node" "$LAB_NET" "$node"; done
    sed -n '/^service:/,$p' "$LAB_DIR/agents/cluster.yaml"
    printf '  replicas: {last: 3}\nphases: [%s]\n' "${PHASES:-store, deploy, settle}"; } | on 84 'cat >/etc/ollama-swarm/cluster.yaml'
}
all_labelled() { local n; for n in $(nodes); do is_labelled "s$n" || return 1; done; }
three_nodes_up() { # again and again: nothing changes
  local more=
  ! has_server 85 || more="\n  s85: {address: $LAB_NET.85, agents: [node-agent]}"
  { sed "s/^servers:/servers:$more/; s/longestAnswerSeconds: .*/longestAnswerSeconds: $ANSWER_LIMIT/" "$LAB_DIR/agents/cluster.yaml"
    echo 'phases: [store, deploy]'; } | on 84 'cat >/etc/ollama-swarm/cluster.yaml'
  withdraw_soon
  rollout '{"prove":false}' >"$KIND_STATE/run/three-nodes.log" 2>&1 || { cat "$KIND_STATE/run/three-nodes.log"; return 1; }
  all_labelled
}
withdraw_soon() { # so that a test need not wait a minute
  ! on 84 'grep -q withdraw-after /etc/ollama-swarm/node-agent.properties' || return 0
  on 84 "echo 'node-agent.mount.withdraw-after=10s' >>/etc/ollama-swarm/node-agent.properties && systemctl restart node-agent"
  wait_for 300 'the lead to be back' agent_ready 84 node-agent
}
label_of() { on 84 "docker node inspect -f '{{json .Spec.Labels}}' $1"; } # NODE
is_labelled() { says '"ollama.store":' label_of "$1"; }
is_withdrawn() { says '"ollama.store.withdrawn":' label_of "$1"; }
service() { as_operator -m 60 -H 'Content-Type: application/json' "$@"; }
running_on() { on 84 "docker service ps ollama -f desired-state=running -f node=$1 --format '{{.CurrentState}}'" | grep -c '^Running' || true; }
runs_on() { [ "$(running_on "$1")" = "$2" ]; } # NODE REPLICAS
has_replicas() { [ "$(running_on "$1")" != 0 ]; }
settled() { # REPLICAS: that many run, none is on its way, and Traefik routes to them
  service "$LEAD/v1/service" | jq -e ".desired == $1 and .running == $1 and (.update == null or .update.state == \"completed\" or .update.state == \"rollback_completed\")" &&
    [ "$(backend_client curl -fsS -m 5 "http://$LAB_NET.84:8080/api/http/services/ollama@swarm" | jq '.loadBalancer.servers | length')" = "$1" ]
}
scaled() { # REPLICAS
  service -d "{\"replicas\":$1}" "$LEAD/v1/service/scale" | jq -e .desired && wait_for "$(patience 120)" "$1 replicas to run" settled "$1"
}
tasks() { on 84 "docker service ps ollama -f desired-state=running --format '{{.ID}} {{.Node}}' | sort"; }

# Requests all the while, in the background: a line for each that failed.
begin_probe() { # FILE
  local file=$1
  : >"$file"
  while [ -e "$file" ]; do
    backend_client curl -sS -m 10 -o /dev/null -w '%{http_code}\n' "$OLLAMA/api/version" >>"$file.all" 2>&1 || true
    sleep 0.2
  done && : >"$file.ended" &
}
end_probe() { # FILE [LEAST]: fails when a request failed, or when there were fewer
  rm "$1"
  wait_for "$(patience 30)" 'the last answer' test -e "$1.ended" # a check cannot wait(1) for what its caller began
  printf '%s requests, ' "$(wc -l <"$1.all")"
  grep -v '^200$' "$1.all" | sort | uniq -c || echo 'none failed'
  ! grep -qv '^200$' "$1.all" && [ "$(wc -l <"$1.all")" -ge "${2:-20}" ]
}
