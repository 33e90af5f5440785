# Packages of a Debian suite, unpacked into a folder beside the installed ones.
# shellcheck shell=bash
unpack_debian() { # SUITE DIR PACKAGE…
  local suite=$1 dir=$2 tmp package options; shift 2
  tmp=$(mktemp -d)
  mkdir -p "$dir" "$tmp/lists/partial" "$tmp/cache/archives/partial"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(apt_mirror debian) $suite main" >"$tmp/sources.list"
  options=(-qq -o "Dir::Etc::sourcelist=$tmp/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$tmp/lists"
    -o "Dir::Cache=$tmp/cache" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update
  (cd "$tmp" && apt-get "${options[@]}" download "$@")
  for package in "$tmp"/*.deb; do dpkg -x "$package" "$dir"; done
  rm -rf "$tmp"
}
