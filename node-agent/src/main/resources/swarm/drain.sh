#!/bin/sh
# Entry point of a replica: runs Ollama, which cuts its answers off when it is told to end. So this script takes the
# order: it keeps Ollama serving until the gateway has forgotten this replica and its running answers are done.
#   SWARM_PORT           port on which Ollama listens
#   SWARM_DRAIN_SECONDS  longest time for running answers; the service's stop grace period is longer
# Needs sh, sleep and date only.
port=$(printf '%04X' "${SWARM_PORT:-11434}")
limit=${SWARM_DRAIN_SECONDS:-300}
margin=${SWARM_DRAIN_MARGIN:-3} # seconds until the gateway, which looks every second, has forgotten this replica
ordered=

count_requests() { # requests=connections from outside to our port that are established (01); health checks are not counted
  requests=0
  for table in /proc/net/tcp /proc/net/tcp6; do
    [ -r "$table" ] || continue
    while read -r _ here there state _; do
      case $state.$here.$there in
        01.*:"$port".0100007F:*) ;;
        01.*:"$port".0000000000000000FFFF00000100007F:*) ;;
        01.*:"$port".00000000000000000000000001000000:*) ;;
        01.*:"$port".*) requests=$((requests + 1)) ;;
      esac
    done <"$table"
  done
}

drain() { # until two looks in a row saw no request, after the margin
  begin=$(date +%s) idle=0
  while kill -0 "$ollama" 2>/dev/null; do
    past=$(($(date +%s) - begin))
    count_requests
    [ "$past" -lt "$limit" ] || break
    if [ "$requests" = 0 ]; then idle=$((idle + 1)); else idle=0; fi
    # 3 s by a clock of whole seconds may be 2 and a little
    if [ "$past" -gt "$margin" ] && [ "$idle" -ge 2 ]; then break; fi
    sleep 1
  done
  echo "drain: ended after $past s with $requests requests running"
}

rm -rf "${TMPDIR:-/tmp}"/ollama-swarm-* # of an earlier life of this container: the health check starts anew
trap 'ordered=yes' TERM INT
ollama serve &
ollama=$!
wait "$ollama"
code=$?
if [ -n "$ordered" ] && kill -0 "$ollama" 2>/dev/null; then
  drain
  kill -TERM "$ollama" 2>/dev/null
  wait "$ollama"
  code=0
fi
exit "$code"
