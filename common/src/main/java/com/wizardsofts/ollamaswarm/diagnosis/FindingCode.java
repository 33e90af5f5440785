package com.wizardsofts.ollamaswarm.diagnosis;

import static com.wizardsofts.ollamaswarm.api.Finding.Severity.ERROR;
import static com.wizardsofts.ollamaswarm.api.Finding.Severity.WARNING;
import static com.wizardsofts.ollamaswarm.diagnosis.Links.NONE;
import static com.wizardsofts.ollamaswarm.diagnosis.Links.NO_ANSWERS;
import static com.wizardsofts.ollamaswarm.diagnosis.Links.SERVICE_STEPS;
import static com.wizardsofts.ollamaswarm.diagnosis.Links.STORE_NOT_SERVED;
import static com.wizardsofts.ollamaswarm.diagnosis.Links.causes;
import static com.wizardsofts.ollamaswarm.diagnosis.Links.symptomOf;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.Finding.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The catalogue of findings. Each constant has a severity, the symptom in one line, what to do
 * about it when nothing more particular is known, and the codes of the findings that it explains:
 * of a cause and its symptoms only the cause is shown. Where steps of the rollout mend it without a
 * decision of the operator's, it names them. Its name is its code, {@code MOUNT_NOT_AT_BOOT} of
 * {@code mount.not-at-boot}, so it is as stable as that.
 */
public enum FindingCode {
  MOUNT_MISSING(
      ERROR,
      "The model store is not mounted on this node",
      "ollama-swarm fix mount.missing mounts it again; systemctl status its mount unit says why it"
          + " went.",
      causes("service.tasks-failing", "service.tasks-pending", "service.stuck", "node.withdrawn")
          .mendedBy("store.mount.*", "store.label.*")),
  STORE_AWAY(
      ERROR,
      "The model store does not answer through its mount",
      "On the store's server: systemctl start nfs-server; check the network to it. Replicas go on"
          + " by themselves when it is back.",
      causes("service.tasks-failing", "service.stuck", "node.withdrawn")),
  MOUNT_WRITABLE(
      ERROR,
      "It is not proved that this node cannot write to the model store",
      "umount it on that node, then ollama-swarm rollout: it is mounted read-only then."),
  MOUNT_NOT_AT_BOOT(
      WARNING,
      "The model store is not mounted again after a reboot, or not before Docker",
      "ollama-swarm fix mount.not-at-boot has systemd enable its mount unit.",
      NONE.mendedBy("store.mount.*", "store.label.*")),
  MOUNT_OTHER_STORE(
      ERROR,
      "A node has another store mounted than the one that cluster.yaml names",
      "systemctl restart its mount unit; where it shows the same store again: ollama-swarm"
          + " rollout."),
  MOUNT_COVERED(
      ERROR,
      "A replica reads the folder that the mount covers, not the model store",
      "docker service update --force of the service: each replica begins anew, with the store.",
      causes("service.tasks-failing", "service.stuck")),
  MOUNT_OPTIONS(
      WARNING,
      "The mount of the model store lacks an option that replicas need",
      "On that node umount it, then systemctl start its mount unit; replicas that began on it keep"
          + " it until docker service update --force of the service. A mount that is not hard gives"
          + " them an error in the place of a model's bytes while the store's server is away."),
  MOUNT_READ_AHEAD(
      WARNING,
      "The mount of the model store reads ahead less than it should, so models load slowly",
      "Mend what keeps the agent from writing read_ahead_kb below /sys/class/bdi; it raises it"
          + " within a minute then. A smaller one can be asked for by"
          + " node-agent.mount.read-ahead-kib."),
  NODE_WITHDRAWN(
      WARNING,
      "A node gets no replicas, because its mount is not proved any more",
      "ollama-swarm doctor says what is wrong with its mount, when its agent answers; the label"
          + " comes back by itself with the proof."),
  NODE_UNLABELLED(
      ERROR,
      "A node has the model store, but not the label by which replicas are placed there",
      "ollama-swarm fix node.unlabelled labels it, and so does a whole rollout.",
      causes("service.tasks-pending", "service.tasks-failing")
          .mendedBy("store.mount.*", "store.label.*")),
  DOCKER_DOWN(
      ERROR, "The Docker Engine does not answer", "systemctl start docker", causes("node.down")),
  DOCKER_FROZEN(
      ERROR,
      "The Docker Engine runs, but does not say anything",
      "Read journalctl -u docker, then systemctl restart docker.",
      causes("node.down")),
  DOCKER_NFTABLES(
      ERROR,
      "The Docker Engine uses nftables by itself, which a Swarm cannot work with",
      "Set \"firewall-backend\": \"iptables\" in /etc/docker/daemon.json, then systemctl restart"
          + " docker"),
  DOCKER_FAULTY_VERSION(
      WARNING,
      "This version of the Docker Engine has a fault by which replicas become unreachable",
      "Install a version in which it is mended; drain the node first: docker node update"
          + " --availability drain."),
  GPU_UNUSED(
      WARNING,
      "This node has a GPU, but replicas compute on its processors",
      "nvidia-ctk runtime configure --runtime=docker --set-as-default, then systemctl restart"
          + " docker. Replicas that are there keep the runtime that they began with: docker service"
          + " update --force of the service."),
  NODE_DOWN(
      ERROR,
      "A node of the Swarm is not there",
      "On that node: systemctl status docker; check that 2377/tcp, 7946 and 4789/udp are open"
          + " between the nodes.",
      causes("service.tasks-pending")),
  NODE_UNAVAILABLE(
      WARNING,
      "A node of the Swarm takes no replicas because it was told so",
      "docker node update --availability active, when it may have replicas again.",
      causes("service.tasks-pending")),
  SWARM_TWO_MANAGERS(
      WARNING,
      "The Swarm has two managers, and cannot be changed when one of them is away",
      "Promote a third node (docker node promote), or demote one (docker node demote)."),
  SWARM_NO_LEADER(
      ERROR,
      "The Swarm has no leader, so it neither tells nor changes anything",
      "Start Docker on the managers that are away. Where too many are gone for good, on one that is"
          + " left: docker swarm init --force-new-cluster --advertise-addr its own address."),
  SERVICE_MISSING(
      ERROR,
      "The Ollama service that was rolled out is not there",
      "ollama-swarm fix service.missing makes it again with its first replicas, a whole rollout"
          + " with all of them.",
      NONE.mendedBy(SERVICE_STEPS)),
  SERVICE_DIFFERS(
      WARNING,
      "The Ollama service is not as a rollout of cluster.yaml makes it",
      "ollama-swarm fix service.differs makes it so, and so does a whole rollout.",
      symptomOf("gateway.network-label", "gateway.mixed-labels", "gateway.port-label")
          .mendedBy(SERVICE_STEPS)),
  SERVICE_NO_REPLICAS(
      ERROR,
      "The Ollama service answers nobody, because it was told to have no replicas",
      "ollama-swarm scale N, with how many it shall have."),
  SERVICE_UPDATE_FAILED(
      ERROR,
      "The last update of the service failed",
      "docker service ps --no-trunc of the service shows why; mend it and order the update again."),
  SERVICE_TASKS_PENDING(
      ERROR,
      "Replicas wait for a node that suits them",
      "ollama-swarm scale fewer (it refuses what does not fit, with what fits where), give each"
          + " less memory in cluster.yaml, or add a node."),
  SERVICE_TASKS_FAILING(
      ERROR,
      "Replicas end or are rejected again and again",
      "Mend what the cause says; docker service logs of the service has the replicas' own words."),
  SERVICE_STUCK(
      ERROR,
      "Fewer replicas run than wanted, for a long time and without a reason from Swarm",
      "docker service logs of the service: a replica is healthy once the wanted model has"
          + " answered."),
  NFS_SERVER_DOWN(
      ERROR,
      "The NFS server of the store does not run",
      "On the store's server: systemctl enable --now nfs-server",
      STORE_NOT_SERVED),
  EXPORT_MISSING(
      ERROR,
      "The NFS server does not export the model store, though it was told to",
      "On the store's server: exportfs -ra; exportfs -v",
      STORE_NOT_SERVED.mendedBy("store.export")),
  NETWORK_ENCRYPTED(
      WARNING,
      "The network of the replicas is encrypted, which often fails between nodes and slows answers",
      "Name another network in cluster.yaml (service.network) and roll out; or docker network rm"
          + " this one once nothing is attached to it, and roll out: it is made without the"
          + " option."),
  GATEWAY_MISSING(
      ERROR,
      "Traefik, through which clients reach Ollama, does not run",
      "docker start it; its name is in cluster.yaml under gateway.container. One of our own is made"
          + " anew by ollama-swarm rollout."),
  GATEWAY_OTHER_MODE(
      ERROR,
      "cluster.yaml names one mode of the gateway, and that of the other is still there",
      "Roll back the rollout that made it (ollama-swarm rollback ID), then roll out again; or set"
          + " gateway.mode as it was."),
  GATEWAY_UNSEEN(
      ERROR,
      "It cannot be seen what Traefik does",
      "Mend what the cause names: its API is asked, and its static file read."),
  GATEWAY_TOO_OLD(
      ERROR,
      "This Traefik cannot speak with this Docker, so it finds no replica",
      "Docker 29 and newer need Traefik 3.6.1 (of version 2: 2.11.31) or newer: start the container"
          + " from a newer image.",
      causes("gateway.backends")),
  GATEWAY_CUTS_ANSWERS(
      WARNING,
      "This Traefik may cut an answer of Ollama in its first moments",
      "Start the container from an image of Traefik 3.7.6 or newer, then ollama-swarm rollout."),
  GATEWAY_PORT_CLOSED(
      ERROR,
      "Clients cannot reach Ollama's port on the gateway",
      "ollama-swarm fix gateway.port-closed makes the container anew with the port; with --dry-run"
          + " it shows what that changes.",
      causes("gateway.differs", "gateway.backends").mendedBy("deploy.gateway")),
  GATEWAY_DIFFERS(
      WARNING,
      "The gateway is not as cluster.yaml says",
      "ollama-swarm fix gateway.differs makes it so; with --dry-run it shows what that changes.",
      NONE.mendedBy("deploy.gateway")),
  GATEWAY_NETWORK_LABEL(
      ERROR,
      "The service's label names another network than Traefik is to use: requests may end in 504",
      "ollama-swarm fix gateway.network-label makes its labels those of cluster.yaml; so does a"
          + " rollout.",
      causes("gateway.backends").mendedBy(SERVICE_STEPS)),
  GATEWAY_MIXED_LABELS(
      ERROR,
      "The service has labels for two of Traefik's providers, so Traefik ignores it",
      "ollama-swarm fix gateway.mixed-labels takes the labels of the other provider away, and so"
          + " does a whole rollout.",
      causes("gateway.backends").mendedBy(SERVICE_STEPS)),
  GATEWAY_PORT_LABEL(
      ERROR,
      "No label of the service says on which port its replicas listen, so Traefik ignores it",
      "ollama-swarm fix gateway.port-label makes its labels those of cluster.yaml; so does a"
          + " rollout.",
      causes("gateway.backends").mendedBy(SERVICE_STEPS)),
  GATEWAY_STICKY(
      WARNING,
      "Traefik keeps each client on one replica, so that others may have nothing to do",
      "docker service update --label-rm each label that the cause names; where it is wanted, name"
          + " them in cluster.yaml (service.labels)."),
  GATEWAY_BACKENDS(
      ERROR,
      "Traefik routes to other replicas than those that run",
      "docker logs of Traefik says what its Swarm provider meets."),
  ANSWER_MISSING(
      ERROR,
      "Clients do not get the wanted models from the gateway",
      "docker service logs of the service, and of Traefik docker logs, say what they do with GET"
          + " /api/tags; the evidence has what came of it on the lead's server.",
      NO_ANSWERS),
  EXPORT_INSECURE(
      WARNING,
      "Clients of the export may change the model store",
      "In cluster.yaml take away store.guideExport, or set store.options to ro and root_squash;"
          + " then run the rollout again."),
  EXPORT_SHUT_OUT(
      WARNING,
      "The firewall of the store's server has no rule for a client of the export",
      "Run the rollout again, which makes the rule; or on the store's server: ufw allow proto tcp"
          + " from CLIENT to any port 2049. A wider rule that lets it in is not seen here.",
      NONE.mendedBy("store.export")),
  EXPORT_PRIVATE_KEY(
      ERROR,
      "A private key lies in the exported directory, where every client can read it",
      "Move the key out of the store; it has been seen, so replace it where it is in use."),
  STORE_UNUSABLE(
      ERROR,
      "The model store cannot be used on its own server",
      "Make the store directory a writable directory on a local disk with free space."),
  STORE_UNREADABLE(
      ERROR,
      "Replicas may not read a file of the model store",
      "On the store's server: chmod -R o+rX on its folder models.",
      causes("service.tasks-failing", "service.stuck")),
  STORE_NEARLY_FULL(
      WARNING,
      "The disk of the model store has no room for another model",
      "Delete models that nobody needs (ollama-swarm models rm), or move the store to a larger"
          + " disk."),
  STORE_DAMAGED(
      ERROR,
      "A file of the model store is not what its publisher made",
      "ollama-swarm models repair NAME, for each model that needs it."),
  STORE_UNVERIFIED(
      WARNING,
      "The model store was not verified for a long time",
      "ollama-swarm models verify; set nfs-agent.verify.schedule on its server to have it done by"
          + " itself."),
  MODEL_MISSING(
      ERROR,
      "A model that cluster.yaml names is not in the store",
      "ollama-swarm rollout pulls it; or ollama-swarm models pull its name.",
      causes("service.stuck").mendedBy("deploy.model.*")),
  ROLLOUT_WAITS(
      ERROR,
      "A rollout or a rollback was interrupted, and no other can begin before it goes on",
      "ollama-swarm resume ID lets it go on, ollama-swarm rollback ID puts back what it changed.",
      causes("gateway.missing", "gateway.port-closed", "gateway.differs", "gateway.backends")),
  ROLLOUT_ROLLBACK_FAILED(
      ERROR,
      "A rollback failed, so the servers are neither as before the rollout nor as after it",
      "Mend what the cause names; ollama-swarm rollback ID then goes on where it failed."),
  ROLLOUT_FAILED(
      WARNING,
      "A rollout failed, and what it had changed until then is still there",
      "Mend what the cause names; then ollama-swarm rollout goes on from what is there, or"
          + " ollama-swarm rollback ID puts it back."),
  JOURNAL_DAMAGED(
      WARNING,
      "A rollout's journal is damaged, so neither it nor an older one can be rolled back",
      "Check the disk; put the file back from a backup, or move it away, which gives up rolling"
          + " back what that rollout changed; then systemctl restart node-agent."),
  CLOCK_SKEW(
      WARNING, "The clocks of two servers differ", "On both servers: timedatectl set-ntp true"),
  CERTIFICATE_EXPIRING(
      WARNING,
      "A certificate of the agents ends soon, and with it every connection that needs it",
      "Put new ones into /etc/ollama-swarm/tls/ of the servers that have it, then systemctl restart"
          + " the agents there."),
  AGENT_AWAY(
      ERROR,
      "An agent does not answer the lead",
      "On that server: systemctl status nfs-agent node-agent; check that its port is open to the"
          + " lead.",
      causes("store.away", "node.down")),
  CLUSTER_FILE(
      ERROR,
      "The lead cannot use its cluster.yaml, so it looks at its own server only",
      "Correct the file; docs/configuration.md documents every key."),
  CHECK_FAILED(
      ERROR,
      "Something could not be looked at",
      "Mend what the cause names, then ask for the diagnosis again.");

  private final Severity severity;
  private final String symptom;
  private final String remedy;
  private final Links links;

  FindingCode(Severity severity, String symptom, String remedy) {
    this(severity, symptom, remedy, NONE);
  }

  FindingCode(Severity severity, String symptom, String remedy, Links links) {
    this.severity = severity;
    this.symptom = symptom;
    this.remedy = remedy;
    this.links = links;
  }

  /** The one of this code. */
  public static Optional<FindingCode> of(String code) {
    return Arrays.stream(values()).filter(known -> known.code().equals(code)).findFirst();
  }

  /** Stable name for programs and documentation. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-');
  }

  public Severity severity() {
    return severity;
  }

  /** One line for people. */
  public String symptom() {
    return symptom;
  }

  /** What to do when nothing more particular is known. */
  public String remedy() {
    return remedy;
  }

  /** Codes of findings that are not shown beside this one. */
  public List<String> explains() {
    return Stream.concat(
            links.explains().stream(),
            Arrays.stream(values())
                .filter(symptom -> symptom.links.symptomOf().contains(code()))
                .map(FindingCode::code))
        .toList();
  }

  /**
   * The steps of a rollout that mend it: their ids, {@code store.mount.*} for all that begin so.
   * None where somebody has to decide, or where no step does it.
   */
  public List<String> fix() {
    return links.fix();
  }

  /** A finding of this kind; {@code cause} says what was seen, with its values. */
  public Finding finding(String cause) {
    return new Finding(code(), severity, "", symptom, cause, remedy, List.of(), List.of());
  }
}
