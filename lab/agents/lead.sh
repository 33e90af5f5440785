# Asks the lead as its operator does: with a certificate, over REST.
# shellcheck shell=bash
LEAD=https://$LAB_NET.84:7484

as_operator() { # CURL-ARGUMENT…
  local pki=$KIND_STATE/pki
  backend_client curl -sS --cacert "$pki/ca.crt" --cert "$pki/operator.crt" --key "$pki/operator.key" "$@"
}
plan() { as_operator -m 120 -H 'Content-Type: application/json' -d '{"dryRun":true}' "$LEAD/v1/rollouts"; } # what a rollout would do
start_rollout() { # BODY: prints the rollout's id
  local answer
  answer=$(as_operator -m 60 -H 'Content-Type: application/json' -d "$1" "$LEAD/v1/rollouts") || return 1
  jq -er .id <<<"$answer" 2>/dev/null || { print_problem <<<"$answer"; return 1; }
}
print_problem() { jq -r '"error: \(.title) [\(.code)]\n  what   \(.detail)\n  cause  \(.cause // "-")\n  do     \(.remedy)"' >&2; }

FOLLOW_LIMIT=${FOLLOW_LIMIT:-300} # seconds without an answer of the lead

# The data of each event after that number. The lead ends the stream with the rollout; one that broke off before is taken up again
# there, for a lead that ends in the middle goes on at its next start. Fails when the lead does not answer for FOLLOW_LIMIT, and at
# once when it knows no such rollout.
rollout_events() { # ID EVENT
  local last=$2 heard=$SECONDS line id data status answer
  while [ $((SECONDS - heard)) -le "$FOLLOW_LIMIT" ]; do
    id='' data='' status=0
    while IFS= read -r line; do
      case $line in
        id:*) id=${line#id:} ;;
        data:*) data=${line#data:} ;;
        '') [ -z "$data" ] || printf '%s\n' "$data"; last=${id:-$last} data='' ;;
      esac
    done < <(as_operator -f -N --connect-timeout 5 --speed-limit 1 --speed-time 60 -H "Last-Event-ID: ${last# }" \
      "$LEAD/v1/rollouts/$1/events" 2>/dev/null)
    wait $! || status=$?
    answer=$(as_operator -m 20 -w '\n%{http_code}' "$LEAD/v1/rollouts/$1" 2>/dev/null) || true
    case ${answer##*$'\n'} in
      200) heard=$SECONDS # a step may be silent for long
        [ "$status" != 0 ] || jq -e '.state | IN("RUNNING", "INTERRUPTED")' <<<"${answer%$'\n'*}" >/dev/null || return 0 ;;
      4??) print_problem <<<"${answer%$'\n'*}"; return 1 ;;
    esac
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
