#!/bin/sh
# Health check of a replica: healthy once its model has answered, and from then on while Ollama lives. A busy replica or
# one whose store is away still lives: to replace it would lose its answers, and a new one could not start.
#   SWARM_PORT        port on which Ollama listens
#   SWARM_WARM_MODEL  the model that has to answer once
# The first answer may take longer than any check (a model is read over the network), and a request that is given up
# makes Ollama give up the load. So the request runs in the background, past the end of the check that began it.
# Nothing but sh and Ollama's own command is sure to be in an image: bash speaks TCP by itself (the official image has
# it), wget is in small images; without both, Ollama's command loads the model, which is all but an answer.
port=${SWARM_PORT:-11434}
model=$SWARM_WARM_MODEL
state=${TMPDIR:-/tmp}/ollama-swarm

has() { command -v "$1" >/dev/null 2>&1; }

ask() { # PATH [BODY]: prints the answer
  if has bash; then
    # shellcheck disable=SC2016
    bash -c '
      exec 3<>"/dev/tcp/127.0.0.1/$1" || exit
      method=GET && [ -n "$3" ] && method=POST
      printf "%s %s HTTP/1.0\r\nContent-Length: %d\r\n\r\n%s" "$method" "$2" "${#3}" "$3" >&3
      cat <&3' ask "$port" "$1" "$2"
  elif [ -n "$2" ]; then wget -q -O - --post-data "$2" "http://127.0.0.1:$port$1"
  else wget -q -O - "http://127.0.0.1:$port$1"
  fi
}

lives() {
  if has bash || has wget; then
    case $(ask /api/version) in *'"version"'*) return 0 ;; *) return 1 ;; esac
  fi
  ollama ps >/dev/null
}

answers() {
  if has bash || has wget; then
    reply=$(ask /api/generate "{\"model\":\"$model\",\"prompt\":\"hi\",\"stream\":false,\"options\":{\"num_predict\":1}}")
    case $reply in *'"done":true'*) return 0 ;; esac
    echo "$reply"
    return 1
  fi
  ollama run "$model" '' </dev/null
}

warm() {
  if lives && answers; then : >"$state-warm"; fi
  rmdir "$state-warming"
}

if [ -e "$state-warm" ]; then
  lives
  exit
fi
if mkdir "$state-warming" 2>/dev/null; then # one at a time
  if [ -e "$state-warm" ]; then # the one before has ended since the first look
    rmdir "$state-warming"
    lives
    exit
  fi
  warm >"$state-warm.log" 2>&1 </dev/null &
fi
echo "$model has not answered yet: $(cat "$state-warm.log")"
exit 1
