# Brings booted servers to the guide's "before"; every part looks first, so that it can be repeated.
# shellcheck shell=bash
BEFORE_DIR=$LAB_DIR/before
MEGABUILD=/opt/wizardsofts-megabuild

before_up() {
  local n jobs=()
  for n in $(backend_servers); do
    step "server $n: Docker and its images" before_server "$n" & jobs+=($!)
  done
  wait_all "${jobs[@]}"
  if [ "${LAB_SWARM:-}" != none ]; then step "swarm" before_swarm; fi
  step "80: NFS server; 84: Traefik, whoami, the old ollama" before_containers
}
before_server() { # SERVER
  local n=$1 image
  backend_ssh "$n" 'mkdir -p /opt/ollama-models && systemctl -q enable docker && systemctl start docker'
  name_servers | backend_ssh "$n" 'grep -qw s80 /etc/hosts || cat >/etc/hosts'
  [ "$n" != 80 ] || backend_ssh 80 'mkdir -p /etc/exports.d && systemctl -q enable nfs-server && systemctl start nfs-server'
  for image in $(images_of "$n"); do load_image "$n" "$image"; done
}
images_of() { case $1 in 84) echo ollama traefik whoami ;; *) echo ollama ;; esac; }
load_image() { # SERVER IMAGE
  local id
  id=sha256:$(tar -xOf "$PARTS/$2.tar" config.json | sha256sum | cut -d' ' -f1)
  backend_ssh "$1" "docker image inspect $id" >/dev/null 2>&1 || backend_ssh "$1" docker load -q <"$PARTS/$2.tar" >/dev/null
}
name_servers() {
  local n
  echo '127.0.0.1 localhost'
  for n in $(backend_servers); do echo "$LAB_NET.$n s$n"; done
}

before_swarm() {
  swarm_is_active 84 || backend_ssh 84 "docker swarm init --advertise-addr $LAB_NET.84" >/dev/null
  has_server 85 || return 0
  swarm_is_active 85 || backend_ssh 85 "docker swarm join --advertise-addr $LAB_NET.85 --token $(backend_ssh 84 docker swarm join-token -q worker) $LAB_NET.84:2377" >/dev/null
}
swarm_is_active() { backend_ssh "$1" docker info -f '{{.Swarm.LocalNodeState}}' | grep -qx active; }

before_containers() {
  backend_ssh 84 "[ -e $MEGABUILD/traefik/traefik.yml ]" || backend_put 84 "$BEFORE_DIR/traefik" "$MEGABUILD"
  backend_ssh 84 bash -s <"$BEFORE_DIR/containers"
  wait_for 120 "the foreign router whoami.lab on server 84" whoami_answers
  wait_for 120 "the old ollama on server 84" backend_client curl -fsS -m 5 "http://$LAB_NET.84:11434/api/version"
}
whoami_answers() { backend_client curl -fsS -m 5 -H 'Host: whoami.lab' "http://$LAB_NET.84/"; }
