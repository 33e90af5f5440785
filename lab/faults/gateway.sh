# Faults of the gateway and of what it reads.
# shellcheck shell=bash
TRAEFIK=/opt/wizardsofts-megabuild/traefik/traefik.yml
PORT=traefik.http.services.ollama.loadbalancer.server.port IN_TURN=traefik.http.services.ollama-in-turn.loadbalancer.server.port

keep_file() { on 84 "cp -p $TRAEFIK /run/traefik.yml"; }
file_back() { on 84 "cat /run/traefik.yml >$TRAEFIK"; }

make_gateway_stopped() { on 84 'docker stop -t 1 traefik'; }
mend_gateway_stopped() { on 84 'docker start traefik'; }
make_traefik_no_yaml() { keep_file && on 84 "echo 'a: [' >>$TRAEFIK"; }
mend_traefik_no_yaml() { file_back; }
make_gateway_differs() { on 84 "sed -i '/^  ollama:\$/,/graceTimeOut: 30s\$/d' $TRAEFIK"; }
mend_gateway_differs() { fix gateway.differs; }
make_backends() { # Traefik looks at the services once, and then there are more replicas
  keep_file && on 84 "sed -i 's/^\( *\)refreshSeconds: 1\$/&\n\1watch: false/' $TRAEFIK && docker restart -t 1 traefik"
  wait_for "$(patience 60)" 'Traefik to be back' client_curl "http://$LAB_NET.84:11434/api/version"
  on 84 'docker service scale -d ollama=4'
}
mend_backends() { file_back && on 84 'docker restart -t 1 traefik && ollama-swarm scale 2'; }
make_port_closed() { # Traefik as its operator began it
  on 84 'docker stop -t 1 traefik && docker rename traefik traefik-changed && bash -s' <"$LAB_DIR/before/containers"
}
mend_port_closed() {
  on 84 'docker rename traefik-before-ollama-swarm traefik-first'
  fix gateway.port-closed && wait_for "$(patience 60)" 'no finding' finds '' || return 1
  on 84 'docker rm -f traefik traefik-before-ollama-swarm
    docker rename traefik-first traefik-before-ollama-swarm && docker rename traefik-changed traefik && docker start traefik'
}
make_no_answers() { on 84 "iptables -t raw -I OUTPUT -d $LAB_NET.84 -p tcp --dport 11434 -j DROP"; } # as in front of clients
mend_no_answers() { on 84 "iptables -t raw -D OUTPUT -d $LAB_NET.84 -p tcp --dport 11434 -j DROP"; }
make_network_label() { service --label-add traefik.swarm.network=other; }
mend_network_label() { fix gateway.network-label; }
make_mixed_labels() { service --label-add traefik.docker.network=ollama-network; }
mend_mixed_labels() { fix gateway.mixed-labels; }
make_port_labels() { service --label-rm $PORT --label-rm $IN_TURN; }
mend_port_labels() { fix gateway.port-label; }
STICKY=traefik.http.services.ollama.loadbalancer.sticky.cookie
make_sticky() { service --label-add $STICKY=true; }
mend_sticky() { service --label-rm $STICKY; }
