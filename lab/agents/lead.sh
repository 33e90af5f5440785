# Asks the lead as its operator does: with a certificate, over REST.
# shellcheck shell=bash
LEAD=https://$LAB_NET.84:7484

as_operator() { # CURL-ARGUMENT…
  local pki=$KIND_STATE/pki
  backend_client curl -sS --cacert "$pki/ca.crt" --cert "$pki/operator.crt" --key "$pki/operator.key" "$@"
}
start_rollout() { # BODY: prints the rollout's id
  local answer
  answer=$(as_operator -m 60 -H 'Content-Type: application/json' -d "$1" "$LEAD/v1/rollouts") || return 1
  jq -er .id <<<"$answer" 2>/dev/null || { print_problem <<<"$answer"; return 1; }
}
print_problem() { jq -r '"error: \(.title) [\(.code)]\n  what   \(.detail)\n  cause  \(.cause // "-")\n  do     \(.remedy)"' >&2; }

FOLLOW_LIMIT=${FOLLOW_LIMIT:-300} # seconds without an answer of the lead

rollout_has_ended() { # ID
  as_operator -f -m 20 "$LEAD/v1/rollouts/$1" 2>/dev/null | jq -e '.state | IN("RUNNING", "INTERRUPTED") | not' >/dev/null
}
# The data of each event after that number. The lead ends the stream with the rollout; one that broke off before is taken up again
# there, for a lead that ends in the middle goes on at its next start. Fails when the lead does not answer for FOLLOW_LIMIT.
rollout_events() { # ID EVENT
  local last=$2 heard=$SECONDS line data=''
  while [ $((SECONDS - heard)) -le "$FOLLOW_LIMIT" ]; do
    while IFS= read -r line; do
      heard=$SECONDS
      case $line in
        id:*) last=${line#id:} ;;
        data:*) data=${line#data:} ;;
        '') [ -z "$data" ] || printf '%s\n' "$data"; data='' ;;
      esac
    done < <(as_operator -f -N --connect-timeout 5 --speed-limit 1 --speed-time 60 -H "Last-Event-ID: ${last# }" \
      "$LEAD/v1/rollouts/$1/events" 2>/dev/null)
    ! wait $! || ! rollout_has_ended "$1" || return 0
    sleep 1
  done
  say "the lead has not answered for $FOLLOW_LIMIT s; look on its server: journalctl -u node-agent"
  return 1
}
# A line for each event, until the rollout has ended, also when the lead itself ends meanwhile.
follow_rollout() { # ID [EVENT]: from the event after that number
  rollout_events "$1" "${2:-0}" | jq -r --unbuffered '
    (.at[11:19]) as $time | "\(.step): \(.text // "")" as $what
    | if .kind == "STEP" then "\($time)  \($what)"
      elif .kind == "NOTE" then "\($time)      … \($what)"
      elif .kind == "ALREADY_DONE" then "\($time)      nothing to change: \($what)"
      elif .kind == "CHANGED" then "\($time)      done: \($what)"
      elif .kind == "FAILED" then "\($time)      FAILED: \(.step): \(.problem.title): \(.problem.detail)"
      elif .kind == "ROLLBACK_FAILED" then "\($time)      FAILED: \(.problem.title): \(.problem.detail)"
      elif .kind == "UNDONE" then "\($time)      undone: \($what) \(.problem.detail // "")"
      elif .kind == "INTERRUPTED" then "\($time)  the lead ended and started again\(.text // "" | if . == "" then . else "; " + . end)"
      elif .kind == "ROLLBACK" then "\($time)  rolled back from here on"
      elif .kind == "ROLLED_BACK" or .kind == "PHASES_ROLLED_BACK" then "\($time)  rolled back: \(.text)"
      else empty end'
}
rollout() { # BODY: 0 when it ended well
  local id
  id=$(start_rollout "$1") || return 1
  say "rollout $id"
  follow_rollout "$id" || return 1
  as_operator -m 60 "$LEAD/v1/rollouts/$id/report"
  [ "$(as_operator -m 60 "$LEAD/v1/rollouts/$id" | jq -r .state)" = DONE ]
}
rollback() { # ID [BODY]: 0 when everything was put back; ROLLED_BACK is another state that it is to end in
  local answer last body=${2:-}
  [ -n "$body" ] || body='{}'
  last=$(as_operator -m 60 "$LEAD/v1/rollouts/$1" | jq .lastEvent)
  answer=$(as_operator -m 60 -H 'Content-Type: application/json' -d "$body" "$LEAD/v1/rollouts/$1/rollback") || return 1
  jq -er .id <<<"$answer" >/dev/null 2>&1 || { print_problem <<<"$answer"; return 1; }
  follow_rollout "$1" "$last" || return 1
  [ "$(as_operator -m 60 "$LEAD/v1/rollouts/$1" | jq -r .state)" = "${ROLLED_BACK:-ROLLED_BACK}" ]
}
