# Faults of the store's server.
# shellcheck shell=bash
EXPORTS=/etc/exports.d/ollama-swarm.exports PROPERTIES=/etc/ollama-swarm/nfs-agent.properties

make_export_withdrawn() { on 80 "exportfs -u $LAB_NET.84:$STORE"; }
mend_export_withdrawn() { fix export.missing; }
make_private_key() { on 80 "printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n' >$STORE/id_ed25519"; }
mend_private_key() { on 80 "rm $STORE/id_ed25519"; }
make_agent_stopped() { on 80 'systemctl stop nfs-agent'; }
mend_agent_stopped() { on 80 'systemctl start nfs-agent'; }
make_agent_frozen() { on 80 'systemctl kill -s STOP nfs-agent'; }
mend_agent_frozen() { on 80 'systemctl kill -s CONT nfs-agent'; }
make_nfs_stopped() { on 80 'systemctl stop nfs-server'; }
mend_nfs_stopped() { on 80 'systemctl start nfs-server'; }
make_export_insecure() { # by hand, in our file
  on 80 "cp $EXPORTS /run/exports && sed -i 's/(ro,/(rw,/; s/,root_squash/,no_root_squash/' $EXPORTS && exportfs -ra"
}
mend_export_insecure() { on 80 "cp /run/exports $EXPORTS && exportfs -ra"; }
make_client_shut_out() { # by its rule for NFS alone: what runs meanwhile is let in by one that is not ufw's
  on 80 "iptables -I INPUT -p tcp --dport 2049 -j ACCEPT; iptables -I OUTPUT -p tcp --sport 2049 -j ACCEPT
    ufw allow 22/tcp && ufw allow 7480/tcp && ufw --force enable"
}
mend_client_shut_out() {
  fix export.shut-out && wait_for "$(patience 60)" 'no finding' finds '' || return 1
  on 80 'ufw --force reset; ufw disable; iptables -D INPUT -p tcp --dport 2049 -j ACCEPT; iptables -D OUTPUT -p tcp --sport 2049 -j ACCEPT'
}
make_ufw_broken() { on 80 'mv /usr/sbin/ufw /usr/sbin/ufw.kept && printf "#!/bin/sh\nexit 3\n" >/usr/sbin/ufw && chmod 755 /usr/sbin/ufw'; }
mend_ufw_broken() { on 80 'mv /usr/sbin/ufw.kept /usr/sbin/ufw'; }
make_store_damaged() { on 80 "truncate -s -1 \$(ls -S $STORE/models/blobs/sha256-* | head -1)" && to_end store/verify FAILED; }
mend_store_damaged() { # two models may need the file
  local model
  for model in $(models); do to_end "models/$model/repair" DONE || return 1; done
  to_end store/verify DONE
}
make_store_unreadable() { on 80 "find $STORE/models/manifests -type f -exec chmod 600 {} +"; }
mend_store_unreadable() { on 80 "chmod -R o+rX $STORE/models"; }
make_store_unverified() { # a verification of forty days ago
  to_end store/verify DONE && on 80 "systemctl stop nfs-agent
    sed -i 's/\"at\":\"[^\"]*\"/\"at\":\"$(date -ud '40 days ago' +%FT%TZ)\"/' /var/lib/ollama-swarm/verification.json
    systemctl start nfs-agent"
}
mend_store_unverified() { to_end store/verify DONE; }
make_nearly_full() { on 80 "echo nfs-agent.pull.keep-free=900T >>$PROPERTIES && systemctl restart nfs-agent"; }
mend_nearly_full() { on 80 "sed -i '/keep-free=900T/d' $PROPERTIES && systemctl restart nfs-agent"; }
make_certificate_expiring() { # five days before its end
  local pki=$KIND_STATE/pki
  openssl x509 -x509toreq -in "$pki/80.crt" -signkey "$pki/80.key" -copy_extensions copyall |
    openssl x509 -req -copy_extensions copyall -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -set_serial "0x$(openssl rand -hex 16)" -days 5 | with_certificate
}
mend_certificate_expiring() { with_certificate <"$KIND_STATE/pki/80.crt"; }
with_certificate() { on 80 'cat >/etc/ollama-swarm/tls/agent.crt && systemctl restart nfs-agent'; }

to_end() { local id; id=$(nfs -X POST "$NFS/v1/$1" | jq -er .id) && ends "$id" "$2"; } # OPERATION STATE
