# Sent before each of the guide's phases: waits for conditions, and ends at the first that does not come true.
set -euo pipefail
STORE=/opt/ollama-models OLLAMA=http://198.51.100.84:11434 MODEL=mistral:7b SERVICE=ollama NETWORK=ollama-network
until_holds() { # WHAT CMD…: within two minutes, looked at ten times a second
  local what=$1 end=$((SECONDS + 120)); shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || { echo "by hand: $what did not come true" >&2; exit 1; }
    sleep 0.1
  done
}
routed() { curl -fsS -m 5 "http://127.0.0.1:8080/api/http/services/$SERVICE@swarm" | jq -e --argjson n "$1" '[.serverStatus[] | select(. == "UP")] | length == $n'; }
run() { # COUNT: so many replicas run, and none is on its way
  docker service ps "$SERVICE" --format '{{.DesiredState}} {{.CurrentState}}' | awk -v n="$1" '
    $2 == "Running" && $1 == "Running" { good++ } $2 !~ /^(Complete|Shutdown|Failed|Rejected|Remove|Orphaned)$/ { alive++ }
    END { exit !(good == n && alive == n) }'
}
phase() { echo "$EPOCHREALTIME $*"; }
