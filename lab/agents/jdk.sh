# Finds a JDK 25, installs Debian's where Debian has one.
# shellcheck shell=bash
is_jdk_25() { [ -x "$1/bin/javac" ] && "$1/bin/javac" -version 2>&1 | grep -q '^javac 25'; }
find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /opt/*jdk*25*; do
    if is_jdk_25 "$home"; then echo "$home"; return; fi
  done
  return 1
}
need_jdk() {
  if ! find_jdk >/dev/null; then
    [ "$(. /etc/os-release && echo "$ID$VERSION_ID")" = debian13 ] ||
      die "no JDK 25 on this machine" "Install Temurin 25 (package temurin-25-jdk of Adoptium's repository) or any JDK 25, and set JAVA_HOME if it is not below /usr/lib/jvm"
    need_packages openjdk-25-jdk-headless
  fi
  mvn --version >/dev/null 2>&1 || need_packages maven
}
