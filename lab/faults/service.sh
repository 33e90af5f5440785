# Faults of the Swarm service and of its replicas.
# shellcheck shell=bash
service() { on 84 "docker service update -d $* ollama"; }
restart_all() { as_operator -f -m 60 -X POST "$LEAD/v1/service/restart" >/dev/null; } # an update that ends well
image() { on 84 "docker service inspect -f '{{.Spec.TaskTemplate.ContainerSpec.Image}}' ollama"; }

make_no_replicas() { on 84 'docker service scale -d ollama=0'; }
mend_no_replicas() { on 84 'ollama-swarm scale 2'; }
make_service_removed() { on 84 'docker service rm ollama'; }
mend_service_removed() { fix service.missing; }
make_network_encrypted() { # no container joins it, for not every kernel can encrypt
  on 84 'docker service rm ollama && docker network disconnect ollama-network traefik'
  wait_for "$(patience 90)" 'the network to be gone' on 84 '! docker network inspect ollama-network >/dev/null || { docker network rm ollama-network; false; }'
  on 84 'docker network create -d overlay --attachable -o encrypted ollama-network'
}
mend_network_encrypted() { on 84 'docker network rm ollama-network && ollama-swarm rollout --yes'; }
make_service_differs() { service --env-rm OLLAMA_NOPRUNE --env-add OLLAMA_NUM_PARALLEL=7 --stop-grace-period 1s; }
mend_service_differs() { fix service.differs; }
make_update_failed() { service --image no-such-image:1; }
mend_update_failed() { restart_all; }
make_tasks_pending() { service --constraint-add node.labels.nowhere==yes --replicas 4; }
mend_tasks_pending() { service --constraint-rm node.labels.nowhere==yes --replicas 2; }
make_tasks_failing() { image_before=$(image) && service --image no-such-image:1 --update-failure-action continue --update-order stop-first; }
mend_tasks_failing() { service --image "$image_before" --update-failure-action rollback --update-order start-first; }
make_stuck() { service "--health-cmd false --health-start-period 1h --replicas 4"; } # it is found ten minutes later
mend_stuck() { on 84 'docker service rollback -d ollama' && restart_all; }
