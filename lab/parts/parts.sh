# What both kinds of lab need, made once into the cache: container images, the model registry, models, helpers.
# shellcheck shell=bash
PARTS_DIR=$LAB_DIR/parts
for file in debian ollama-binary images models registry-tls; do source "$PARTS_DIR/$file.sh"; done

prepare_parts() {
  need_packages busybox-static ca-certificates jq openssl iproute2 util-linux
  mkdir -p "$PARTS/bin"
  local common=$PARTS_DIR/images.sh binary=$PARTS_DIR/ollama-binary.sh
  cached "$PARTS/registry" "$(content_key "$PARTS_DIR/registry")" make_go_program "$PARTS_DIR/registry"
  cached "$PARTS/load" "$(content_key "$PARTS_DIR/load")" make_go_program "$PARTS_DIR/load"
  cached "$PARTS/registry-tls" "$(content_key "$PARTS_DIR/registry-tls.sh")" make_registry_tls
  cached "$PARTS/registry-ca.crt" "$(content_key "$PARTS/registry-tls/ca.crt")" cp "$PARTS/registry-tls/ca.crt"
  cached "$PARTS/whoami.tar" "$(content_key "$common" "$PARTS_DIR/whoami")" make_whoami_image
  cached "$PARTS/traefik.tar" "$(content_key "$common")" make_traefik_image
  cached "$PARTS/bin/ollama" "$(content_key "$binary")" make_ollama_binary
  cached "$PARTS/ollama.tar" "$(content_key "$common" "$binary")" make_ollama_image
  cached "$PARTS/registry-store" "$(content_key "$PARTS_DIR/models.sh" "$PARTS_DIR/make-gguf" "$binary")" make_registry_store
}
make_go_program() { # FOLDER OUT: static, for any x86-64
  need_go
  (cd "$1" && CGO_ENABLED=0 GOAMD64=v1 go build -trimpath -buildvcs=false -ldflags '-s -w' -o "$2" .)
}
