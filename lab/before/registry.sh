# The model registry: a process with the client's network, on addresses of its own.
# shellcheck shell=bash
registry_file() { echo "$KIND_STATE/run/registry"; }
registry_up() {
  local netns
  netns=$(backend_netns)
  process_of "$(registry_file)" >/dev/null && return
  mkdir -p "$KIND_STATE/run"
  setsid ip netns exec "$netns" "$PARTS/registry" -dir "${REGISTRY_STORE:-$PARTS/registry-store}" -listen "$REGISTRY_IP:443" \
    -cert "$PARTS/registry-tls/registry.crt" -key "$PARTS/registry-tls/registry.key" \
    -bloblisten "$BLOBS_IP:5001" -blobs "http://$BLOBS_IP:5001" </dev/null >"$KIND_STATE/run/registry.log" 2>&1 &
  remember_process "$(registry_file)" $!
  wait_for 20 "the registry (see $KIND_STATE/run/registry.log)" registry_answers
}
registry_answers() {
  backend_client curl -fsS --cacert "$PARTS/registry-ca.crt" --resolve "registry.ollama.ai:443:$REGISTRY_IP" \
    https://registry.ollama.ai/v2/library/mistral/manifests/7b
}
registry_down() { end_process "$(registry_file)"; }
