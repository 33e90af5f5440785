# Real answers of Ollama that run while something happens to the replicas: long streams, one after another, each looked at to its
# last line.
# shellcheck shell=bash
begin_streams() { # FILE WORKERS: SEED, where there is one, decides how long each worker's streams are, one after another
  local file=$1 worker
  stream_workers=()
  : >"$file"; : >"$file.all"
  for ((worker = 0; worker < $2; worker++)); do stream_worker "$file" "$worker" & stream_workers+=($!); done
  wait_for 60 'the first whole answer' grep -q whole "$file.all"
}
stream_worker() { # FILE WORKER: until it is gone
  local tokens last code
  [ -z "${SEED:-}" ] || RANDOM=$((SEED + $2))
  while [ -e "$1" ]; do
    tokens=$((200 + RANDOM % ${LONGEST_STREAM:-2000}))
    last=$(backend_client curl -sSN -m 600 -w '%{http_code} %{time_total} s %{errormsg}' "$OLLAMA/api/generate" \
      -d "{\"model\":\"endless:latest\",\"prompt\":\"$RANDOM\",\"raw\":true,\"options\":{\"num_predict\":$tokens,\"num_thread\":1,\"num_ctx\":2048}}" 2>&1 | tail -3) || true
    case $last in
      *'"done":true'*$'\n200 '*) echo "whole of $tokens tokens: ${last##*$'\n'}" ;;
      *) echo "cut   of $tokens tokens at $(date -u +%T.%3N): $(tr '\n' ' ' <<<"$last")" ;;
    esac >>"$1.all"
  done
  echo ended >>"$1.all"
}
# An answer that is under way while its way is taken: it is to last far longer than Docker's and Traefik's own 10 s.
begin_answer() { # FILE SECONDS: about so long, by what the replica itself says of a short one
  local tokens nanos
  nanos=$(backend_client curl -sSf -m 300 "$OLLAMA/api/generate" -d "$(endless 300)" | tail -1 | jq -e .eval_duration)
  tokens=$(awk -v n="$nanos" -v s="$2" 'BEGIN { printf "%d", 300 * s * 1e9 / n }')
  answer_to "$1.answer" "$tokens" &
  wait_for 60 'the answer to have begun' test -s "$1.answer"
  echo "$EPOCHSECONDS" >"$1"
}
endless() { printf '{"model":"endless:latest","prompt":"%s","raw":true,"options":{"num_predict":%s,"num_thread":1,"num_ctx":2048}}' "$RANDOM" "$1"; } # TOKENS
answer_to() { # FILE TOKENS
  backend_client curl -sSN -m 600 -w '%{http_code} %{errormsg}' "$OLLAMA/api/generate" -d "$(endless "$2")" >"$1" 2>&1 || true
  echo "$EPOCHSECONDS" >"$1.ended"
}
end_answer() { # FILE: whole, and later than Docker and Traefik wait when nobody tells them otherwise
  local seconds
  wait_for 600 'the end of the answer' test -s "$1.answer.ended"
  tail -2 "$1.answer" | tr '\n' ' ' | grep -q '"done":true.*200 $' || { echo "it was cut:"; tail -2 "$1.answer"; return 1; }
  seconds=$(($(cat "$1.answer.ended") - $(cat "$1")))
  printf 'it ended %s s after its way was to be taken\n' "$seconds"
  [ "$seconds" -gt 14 ] || { echo "that is too early to prove anything"; return 1; }
}
all_ended() { [ "$(grep -c '^ended' "$1.all")" = "${#stream_workers[@]}" ]; } # FILE
whole_since() { [ "$(grep -c whole "$1.all")" -ge "$(($2 + 3))" ]; } # FILE COUNT: three more
more_streams() { wait_for 120 'more whole answers' whole_since "$1" "$(grep -c whole "$1.all")"; } # FILE
end_streams() { # FILE [FEWEST]: fails when one was cut
  rm "$1"
  wait_for 600 'the last answers' all_ended "$1" # a check cannot wait(1) for what its caller began
  printf '%s answers whole, %s cut\n' "$(grep -c whole "$1.all")" "$(grep -c cut "$1.all")"
  grep cut "$1.all" | head -5 || true
  ! grep -q cut "$1.all" && [ "$(grep -c whole "$1.all")" -ge "${2:-10}" ]
}
