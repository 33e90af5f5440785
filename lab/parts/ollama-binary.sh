# Ollama itself, compiled from its Go module: no registry of container images is needed, and it runs on any x86-64 CPU.
# shellcheck shell=bash
OLLAMA_VERSION=0.17.4

make_ollama_binary() { # OUT
  local out=$1 work=$1.work
  need_packages build-essential
  need_go
  # The module's archive lacks the folder with three header-only libraries; Debian 13 has them as packages.
  unpack_debian trixie "$work" nlohmann-json3-dev libstb-dev libminiaudio-dev
  mkdir -p "$work/usr/include/miniaudio"
  ln -sf ../miniaudio.h "$work/usr/include/miniaudio/miniaudio.h"
  GOBIN=$work/bin CGO_CPPFLAGS="-I$work/usr/include" CGO_CFLAGS=-O2 CGO_CXXFLAGS=-O2 GOAMD64=v1 nice -n 3 \
    go install -ldflags "-X=github.com/ollama/ollama/version.Version=$OLLAMA_VERSION" \
    "github.com/ollama/ollama@v$OLLAMA_VERSION" >"$out.log" 2>&1 ||
    die "Ollama $OLLAMA_VERSION did not compile" "Read the end of $out.log"
  strip -o "$out" "$work/bin/ollama"
  rm -rf "$work" "$out.log"
}
need_go() {
  command -v go >/dev/null || PATH=$PATH:/usr/local/go/bin
  if ! command -v go >/dev/null && [ "$(. /etc/os-release && echo "$ID$VERSION_ID")" = debian13 ]; then need_packages golang-go; fi
  command -v go >/dev/null || die "there is no Go compiler" "Install Go 1.24 or newer (on Debian 13: apt-get install golang-go)"
}
