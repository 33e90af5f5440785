# The newest Traefik 2, compiled from its Go module, for the tests of an operator who has not moved to Traefik 3.
# shellcheck shell=bash
TRAEFIK_2_VERSION=2.11.35

make_traefik_2_image() { # OUT
  local root=$1.root source=$1.source module=github.com/traefik/traefik/v2
  need_go
  # Its replacements of other modules count in its own folder only. The archive lacks its web pages; they are not needed.
  cp -r "$(go mod download -json "$module@v$TRAEFIK_2_VERSION" | jq -er .Dir)" "$source"
  chmod -R u+w "$source"
  make_root "$root"
  (cd "$source" && CGO_ENABLED=0 GOAMD64=v1 nice -n 3 go build -trimpath -buildvcs=false \
    -ldflags "-s -w -X $module/pkg/version.Version=$TRAEFIK_2_VERSION" -o "$root/usr/local/bin/traefik" ./cmd/traefik) >"$1.log" 2>&1 ||
    die "Traefik $TRAEFIK_2_VERSION did not compile" "Read the end of $1.log"
  rm -rf "$source" "$1.log"
  pack_image "$1" "$root" '{"Entrypoint": ["/usr/local/bin/traefik"], "ExposedPorts": {"80/tcp": {}},
    "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]}' "traefik:v$TRAEFIK_2_VERSION"
}
