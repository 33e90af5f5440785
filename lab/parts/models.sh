# The models of the lab: tiny, with random weights, put into a store by the real Ollama; the registry serves this store.
# shellcheck shell=bash
MODELS=(mistral:7b=1 tinyllama:latest=2 endless:latest=3)

make_registry_store() { # OUT
  local out=$1 work=$1.work model name
  need_packages python3-venv
  mkdir -p "$work" "$out"
  python3 -m venv "$work/python"
  "$work/python/bin/pip" -q install gguf numpy
  for model in "${MODELS[@]}"; do
    name=${model%=*}
    "$work/python/bin/python" "$PARTS_DIR/make-gguf" "$work/${name%:*}.gguf" "${model#*=}" "${name%:*}"
  done
  create_models "$out" "$work"
  rm -rf "$work"
}
create_models() ( # STORE WORK: with an Ollama of its own, on loopback of a network namespace that has nothing else
  export HOME=$2 OLLAMA_MODELS=$1 OLLAMA_HOST=127.0.0.1:11434 OLLAMA_NOPRUNE=1 OLLAMA=$PARTS/bin/ollama WORK=$2
  unshare --net --kill-child --pid --fork bash -euo pipefail -c '
    ip link set lo up
    "$OLLAMA" serve >"$WORK/serve.log" 2>&1 &
    for _ in {1..600}; do "$OLLAMA" list >/dev/null 2>&1 && break; sleep 0.1; done
    for gguf in "$WORK"/*.gguf; do
      name=$(basename "$gguf" .gguf)
      echo "FROM $gguf" >"$WORK/Modelfile"
      case $name in mistral) name=mistral:7b ;; esac
      "$OLLAMA" create "$name" -f "$WORK/Modelfile" >"$WORK/create.log" 2>&1 || { cat "$WORK/create.log" >&2; exit 1; }
    done'
)
