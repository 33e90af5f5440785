# Strikes at moments of a rollout that its journal on the lead tells, and sees what is left on the servers afterwards.
# shellcheck shell=bash
id='' line=0 hits=() interrupted=0 order=true

state() { as_operator -m 20 "$LEAD/v1/rollouts/$id" | jq -r .state; }
ended() { state | grep -qE '^(DONE|FAILED|CANCELLED|ROLLED_BACK|PARTLY_ROLLED_BACK|ROLLBACK_FAILED)$'; }
ended_as() { # STATE
  [ "$(state)" = "$1" ] || { printf 'it is %s\n' "$(state)"; journal | jq -c '.event | select(.problem) | [.at, .kind, .step, .problem.code, .problem.detail, .problem.cause]'; return 1; }
}
journal() { on 84 "cat /var/lib/ollama-swarm/rollouts/$id.jsonl"; }
begin() { id=$(start_rollout '{"prove":false}') line=0; }
order_rollback() { # a lead that is killed in its first step may take its answer with it
  local before
  before=$(ordered_rollbacks)
  as_operator -f -m 60 -X POST "$LEAD/v1/rollouts/$id/rollback" >/dev/null || [ "$(ordered_rollbacks)" -gt "$before" ] ||
    die "no rollback of $id was taken" "lab/ssh 84 journalctl -u node-agent"
}
ordered_rollbacks() { journal | grep -c '"kind":"ROLLBACK"' || true; }
all_steps() { plan | jq -er '.steps[].id'; }
changed_steps() { journal | sed -nE 's/.*"kind":"BEFORE","phase":"[a-z]+","step":"([^"]+)".*/\1/p' | awk '!seen[$0]++'; }
begun_steps() { journal | sed -nE 's/.*"kind":"STEP","phase":"[a-z]+","step":"([^"]+)".*/\1/p'; }
ready_to_strike() { # emulated servers take ten minutes for the proofs alone, so theirs is a rollout without them
  backend_put 84 "$LAB_DIR/tests/kill-at" /root
  ! is_slow || on 84 "echo 'phases: [store, deploy, settle]' >>/etc/ollama-swarm/cluster.yaml"
}
strike_no_more() { on 84 'cat >/etc/ollama-swarm/cluster.yaml' <"$LAB_DIR/agents/cluster.yaml"; }

next_moment() { # SECONDS MOMENTS [UNIT]: gives the order, waits for a moment, with UNIT kills it then; sets moment, and late: lines since
  local follower
  exec {follower}< <(on 84 "timeout 500 /root/kill-at /var/lib/ollama-swarm/rollouts/$id.jsonl $line '$2,' $1 ${3:-}")
  read -r -u "$follower" _ && "$order" && read -r -u "$follower" line late moment ||
    die "none of these moments came in 500 s: $2" "lab/ssh 84 cat /var/lib/ollama-swarm/rollouts/$id.jsonl"
  exec {follower}<&-
  order=true
}
strike() { # FUNCTION|UNIT MOMENT…: at each moment once the lead's UNIT is killed, or FUNCTION called, until the rollout has ended
  local how=$1 unit='' wanted at left struck; shift
  wanted=("$@") hits=()
  [[ $(type -t "$how") == function ]] || unit=$how
  while :; do
    pause_in_middle
    struck=$line
    next_moment "$seconds" "$(IFS=,; echo "${wanted[*]}")" "$unit"
    [ "$moment" != end ] || break
    [ -n "$unit" ] || "$how"
    say "$how at: $moment$([ "$late" = 0 ] || echo ", $late lines later")"
    hits+=("$moment") left=()
    for at in "${wanted[@]}"; do [ "$at" = "$moment" ] || left+=("$at"); done
    wanted=("${left[@]}")
  done
  # A blow that came after the last line interrupted nothing.
  interrupted=$((${#hits[@]} - (line == struck + 1)))
  wait_for "$(patience 200)" "the lead" agent_ready 84 node-agent
}
pause_in_middle() { # sets seconds: 5 ms to 5 s, as often short as long
  local ms=$((5 << RANDOM % 11))
  printf -v seconds '%d.%03d' $((ms / 1000)) $((ms % 1000))
}
all_hit() { # MOMENT…
  local left
  left=$(missed "$@")
  [ -z "$left" ] || { printf 'not hit: %s\n' "$left"; return 1; }
}
missed() { comm -23 <(printf '%s\n' "$@" | sort) <(printf '%s\n' "${hits[@]}" | sort); } # MOMENT…: those of them that were not hit
resumed() { [ "$(journal | tail -n "+$1" | grep -c '"kind":"RESUMED"')" = "$2" ] || { journal | tail -5; return 1; }; } # LINE TIMES
choose_moments() { # COUNT STEP…: sets moments, each at random in another step
  local words=(begun middle ended) steps=("${@:2}") at
  moments=()
  while [ "${#moments[@]}" -lt "$1" ]; do
    at=$((RANDOM % ${#steps[@]}))
    moments+=("${words[RANDOM % 3]} ${steps[at]}")
    unset 'steps[at]'
    steps=("${steps[@]}")
  done
}

look() { # what a rollout changes on the servers; with "as new": without what Docker and Swarm draw anew each time
  on 84 'sha256sum /opt/wizardsofts-megabuild/traefik/traefik.yml /etc/ollama-swarm/gateway/*
    docker inspect ollama traefik | jq -S ".[] | [.Name, .Id, .Image, .State.Status, (.Mounts | sort_by(.Destination)), .Config.Env, .Config.Cmd, .Config.Labels,
      .HostConfig.RestartPolicy, .HostConfig.PortBindings, .HostConfig.Binds, (.NetworkSettings.Networks | keys)]"
    docker service ls -q; docker network ls -f name=ollama-network
    docker service inspect ollama | jq -S ".[].Spec"; docker config ls --format "{{.Name}}"
    docker node ls -q | xargs docker node inspect -f "{{.Description.Hostname}} {{json .Spec.Labels}}"
    findmnt -n -o TARGET,SOURCE,FSTYPE,OPTIONS /opt/ollama-models; cat /etc/systemd/system/*ollama*.mount' 2>&1 || true
  on 80 'exportfs -v; ls /etc/exports.d; cat /etc/exports.d/*' 2>&1 || true
}
look_as_new() { look | sed -E 's/[0-9a-f]{64}/(id)/g; s/\b[0-9a-z]{25}\b/(id)/g; s/^[0-9a-z]{12}( |$)/(id) /'; }
as_before() { diff "$1" <(look); }
as_undisturbed() { diff "$1" <(look_as_new); }
serves() { says version client_curl "http://$LAB_NET.84:11434/api/version"; }

rollout_with() { # FUNCTION|UNIT MOMENT…
  local told follower heard=0
  told=$(mktemp "$KIND_STATE/run/told.XXXXXX")
  begin
  follow_rollout "$id" >"$told" & follower=$!
  strike "$@"
  check "$(blows "$1")" [ "${#hits[@]}" -gt 0 ]
  [ "$1" != node-agent ] || check "… it went on by itself each time" resumed 1 "$interrupted"
  check "the rollout ended well" ended_as DONE
  check "clients are served" serves
  wait "$follower" || heard=$?
  check "who followed it heard of each step, to the end" told_all "$told" "$heard"
  rm "$told"
}
told_all() { # FILE STATUS: what follow_rollout said, and how it ended
  diff <(begun_steps) <(sed -nE 's/^[0-9:]{8}  ([^ ]+): .*/\1/p' "$1") && [ "$2" = 0 ]
}
rollback_with() { # BEFORE FUNCTION|UNIT MOMENT…: BEFORE is what look said before the rollout
  local from
  from=$(journal | wc -l)
  line=$from order=order_rollback
  strike "${@:2}"
  check "the rollback: $(blows "$2")" [ "${#hits[@]}" -gt 0 ]
  [ "$2" != node-agent ] || check "… it went on by itself each time" resumed "$from" "$interrupted"
  check "the rollback ended well" ended_as ROLLED_BACK
  check "the servers are as before the rollout" as_before "$1"
  check "the old ollama serves" serves
}
blows() { echo "$1 at ${#hits[@]} moments: $(IFS=,; echo "${hits[*]}")"; } # FUNCTION|UNIT
