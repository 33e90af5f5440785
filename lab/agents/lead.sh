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

# A line for each event; the event stream ends with the rollout.
follow_rollout() { # ID [EVENT]: from the event after that number
  as_operator -N -H "Last-Event-ID: ${2:-0}" "$LEAD/v1/rollouts/$1/events" | sed -un 's/^data://p' | jq -r --unbuffered '
    (.at[11:19]) as $time | "\(.step): \(.text // "")" as $what
    | if .kind == "STEP" then "\($time)  \($what)"
      elif .kind == "NOTE" then "\($time)      … \($what)"
      elif .kind == "ALREADY_DONE" then "\($time)      nothing to change: \($what)"
      elif .kind == "CHANGED" then "\($time)      done: \($what)"
      elif .kind == "FAILED" then "\($time)      FAILED: \(.step): \(.problem.title): \(.problem.detail)"
      elif .kind == "ROLLBACK_FAILED" then "\($time)      FAILED: \(.problem.title): \(.problem.detail)"
      elif .kind == "UNDONE" then "\($time)      undone: \($what) \(.problem.detail // "")"
      elif .kind == "INTERRUPTED" then "\($time)  the lead ended and started again"
      elif .kind == "ROLLBACK" then "\($time)  rolled back from here on"
      elif .kind == "ROLLED_BACK" or .kind == "PHASES_ROLLED_BACK" then "\($time)  rolled back: \(.text)"
      else empty end'
}
rollout() { # BODY: 0 when it ended well
  local id
  id=$(start_rollout "$1") || return 1
  say "rollout $id"
  follow_rollout "$id"
  as_operator -m 60 "$LEAD/v1/rollouts/$id/report"
  [ "$(as_operator -m 60 "$LEAD/v1/rollouts/$id" | jq -r .state)" = DONE ]
}
rollback() { # ID [BODY]: 0 when everything was put back; ROLLED_BACK is another state that it is to end in
  local answer last body=${2:-}
  [ -n "$body" ] || body='{}'
  last=$(as_operator -m 60 "$LEAD/v1/rollouts/$1" | jq .lastEvent)
  answer=$(as_operator -m 60 -H 'Content-Type: application/json' -d "$body" "$LEAD/v1/rollouts/$1/rollback") || return 1
  jq -er .id <<<"$answer" >/dev/null 2>&1 || { print_problem <<<"$answer"; return 1; }
  follow_rollout "$1" "$last"
  [ "$(as_operator -m 60 "$LEAD/v1/rollouts/$1" | jq -r .state)" = "${ROLLED_BACK:-ROLLED_BACK}" ]
}
