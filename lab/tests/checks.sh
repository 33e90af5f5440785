# A test is a file of checks; each says what it looked at, and a failed one shows what it saw.
# shellcheck shell=bash
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../lib.sh"
source "$LAB_DIR/agents/lead.sh"
passed=0 failed=0

check() { # WHAT CMD…: holds when CMD succeeds
  local what=$1 seen; shift
  if seen=$("$@" 2>&1); then
    passed=$((passed + 1)); printf 'ok      %s\n' "$what"
  else
    failed=$((failed + 1)); printf 'FAILED  %s\n' "$what"; printf '%s\n' "$seen" | tail -15 | sed 's/^/        /'
  fi
}
end_of_checks() { # closes the test file; fails when a check failed
  printf '%s passed, %s failed\n' "$passed" "$failed"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
satisfied() { plan | jq -e '[.steps[] | select(.seen != "SATISFIED")] == []'; }
on() { backend_ssh "$@"; }
client_curl() { backend_client curl -fsS -m "${CURL_LIMIT:-30}" "$@"; }
says() { # TEXT CMD…: CMD succeeds and prints TEXT somewhere
  local text=$1 seen; shift
  seen=$("$@") && grep -qF -- "$text" <<<"$seen" || { printf '%s\nwas looked for: %s\n' "$seen" "$text"; return 1; }
}
generate() { client_curl "$OLLAMA/api/generate" -d '{"model":"mistral:7b","prompt":"hello","stream":false,"options":{"num_predict":3}}'; }
generates() { # the weights are random, so an answer may end before its third token
  local answer
  answer=$(generate) && jq -e '.done and .eval_count > 0' <<<"$answer" >/dev/null || { printf '%s\n' "$answer"; return 1; }
}
patience() { echo $(($1 * ($(is_slow && echo 4 || echo 1)))); } # SECONDS: what is given so long on the namespaces lab
is_slow() { [ "$LAB" = vm ]; } # machines under emulation
