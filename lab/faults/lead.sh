# Faults of what the lead was told, and of its rollouts.
# shellcheck shell=bash
CLUSTER=/etc/ollama-swarm/cluster.yaml
SETTINGS=/etc/ollama-swarm/node-agent.properties

make_cluster_file() { on 84 "cp $CLUSTER $CLUSTER.kept && echo 'servcie: {}' >>$CLUSTER"; }
mend_cluster_file() { on 84 "mv $CLUSTER.kept $CLUSTER"; }
make_no_yaml() { on 84 "cp $CLUSTER $CLUSTER.kept && echo 'lead: [' >$CLUSTER"; }
mend_no_yaml() { mend_cluster_file; }
make_model_missing() { on 84 "cp $CLUSTER $CLUSTER.kept && echo 'models: [mistral:7b, tinyllama:latest]' >>$CLUSTER"; }
mend_model_missing() { # the lead tells every 20 s which models are wanted
  fix model.missing && mend_cluster_file && wait_for "$(patience 60)" 'the model to be wanted no more' on 84 'ollama-swarm models rm tinyllama:latest --yes'
}
make_journal_damaged() {
  on 84 'ls -t /var/lib/ollama-swarm/rollouts/*.jsonl | head -1 >/run/damaged && cp -p "$(cat /run/damaged)" /run/journal
    sed -i "2s/.\$/x/" "$(cat /run/damaged)"'
}
mend_journal_damaged() { on 84 'cp -p /run/journal "$(cat /run/damaged)"'; }
make_rollout_waits() { # its lead ends in the middle, and is told to wait then
  on 84 "echo node-agent.rollout.interrupted=wait >>$SETTINGS && systemctl restart node-agent"
  wait_for "$(patience 100)" 'the lead' agent_ready 84 node-agent
  waiting=$(start_rollout '{"prove":true}')
  wait_for "$(patience 100)" 'its proofs' eval 'on 84 "grep -q prove.balance /var/lib/ollama-swarm/rollouts/$waiting.jsonl"'
  on 84 'systemctl kill -s KILL node-agent'
}
mend_rollout_waits() {
  on 84 "ollama-swarm resume $waiting" || return 1
  on 84 "sed -i /rollout.interrupted=wait/d $SETTINGS && systemctl restart node-agent"
}
