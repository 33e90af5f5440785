package com.wizardsofts.ollamaswarm.problem;

/**
 * The catalogue of problems. Each constant has a stable code for programs, the HTTP status it is
 * answered with, a title for people, and what to do about it when nothing more particular is known.
 */
public enum ProblemCode {
  INTERNAL(
      "internal",
      500,
      "The agent met an error it does not know",
      "Look up the incident in the agent's log and report it."),
  BAD_INPUT("bad-input", 400, "The request cannot be understood", "Correct what the detail names."),
  UNKNOWN_KEY(
      "unknown-key", 400, "A key is not known", "Correct or remove the key that the detail names."),
  BODY_TOO_LARGE(
      "body.too-large",
      413,
      "The request is larger than any that an agent takes",
      "Send what the interface describes; nothing of it needs so much."),
  NOT_FOUND("not-found", 404, "There is no such thing here", "List what there is, then ask again."),
  FORBIDDEN(
      "forbidden",
      403,
      "This role may not do that",
      "Use a certificate with the role that the detail names."),
  AGENT_UNREACHABLE(
      "agent.unreachable",
      504,
      "An agent does not answer",
      "On that server: systemctl status nfs-agent node-agent; check that its port is open to the"
          + " lead."),
  AGENT_VERSION(
      "agent.version",
      409,
      "An agent is too old or too new for this lead",
      "Install the lead's version on that server and restart its agent; minor versions beside it"
          + " work too."),
  OPERATION_LOST(
      "operation.lost",
      503,
      "An agent ended in the middle of its work",
      "Start it again: what was done is kept."),
  PROGRAM_FAILED(
      "program.failed",
      502,
      "A program of the server failed",
      "Read its output in the evidence, mend the cause, then run the rollout again."),
  PROGRAM_TIMEOUT(
      "program.timeout",
      504,
      "A program of the server did not end in time",
      "Look at what it waits for (often a network file system that is away), then run the rollout"
          + " again."),
  DOCKER_UNREACHABLE(
      "docker.unreachable",
      503,
      "The Docker Engine does not answer",
      "systemctl start docker, then run the rollout again."),
  DOCKER_REFUSED(
      "docker.refused",
      502,
      "The Docker Engine refused a request",
      "Read its own words in the cause, mend that, then run the rollout again."),
  DOCKER_UNSUPPORTED(
      "docker.unsupported",
      409,
      "This version of the Docker Engine is not supported",
      "Install Docker Engine 24 or newer."),
  NFS_SERVER_MISSING(
      "nfs.server-missing",
      409,
      "This server has no NFS server",
      "apt-get install nfs-kernel-server && systemctl enable --now nfs-server"),
  NFS_SERVER_INACTIVE(
      "nfs.server-inactive",
      409,
      "The NFS server of this server does not run",
      "systemctl enable --now nfs-server, then run the rollout again."),
  EXPORT_CONFLICT(
      "export.conflict",
      409,
      "Another exports entry covers the model store",
      "Remove that entry or choose another store path, then run the rollout again."),
  EXPORT_REFUSED(
      "export.refused",
      502,
      "The NFS server did not take the export",
      "Mend what exportfs says in the evidence, then run the rollout again."),
  STORE_UNUSABLE(
      "store.unusable",
      409,
      "The model store cannot be used",
      "Make the store directory a writable directory on a local disk with free space."),
  STORE_FULL(
      "store.full",
      507,
      "The disk of the model store has no room",
      "Free space or move the store to a larger disk."),
  MODEL_PULL_FAILED(
      "model.pull-failed",
      502,
      "A model could not be pulled",
      "Check the model's name and that server 80 reaches the registry, then run the rollout"
          + " again."),
  REGISTRY_UNREACHABLE(
      "registry.unreachable",
      502,
      "The registry of a model cannot be reached",
      "The store's server does not reach the registry: check its network and DNS, or set"
          + " nfs-agent.pull.proxy or nfs-agent.pull.extra-hosts there."),
  MODEL_IN_USE(
      "model.in-use",
      409,
      "A model is needed, so it stays",
      "Unload it and take it off the wanted list, or add ?force=true."),
  MODEL_DAMAGED(
      "model.damaged",
      502,
      "A model's file is not what its name says",
      "Repair or delete the model, then pull it again."),
  MODEL_TAG_MOVED(
      "model.tag-moved",
      409,
      "The model's name means another model by now",
      "Pull the model to get the new one, or delete it; its old files cannot be fetched any more."),
  STORE_BUSY(
      "store.busy",
      409,
      "The model store is being written to",
      "Wait until the pulls have ended (GET /v1/operations/{id}) or cancel them (DELETE"
          + " /v1/operations/{id}), then ask again."),
  STORE_UNREACHABLE(
      "store.unreachable",
      502,
      "The model store's server cannot be reached",
      "Check that it is up, that its NFS server runs, and that port 2049/tcp of it is open to this"
          + " node."),
  MOUNT_FAILED(
      "mount.failed",
      502,
      "The model store cannot be mounted",
      "Check that the store's server exports the store to this node, then run the rollout again."),
  MOUNT_CONFLICT(
      "mount.conflict",
      409,
      "Something else is mounted or configured at the mount point",
      "Unmount it and remove its fstab line or unit, or choose another mount point."),
  SWARM_NOT_MANAGER(
      "swarm.not-manager",
      409,
      "This node is not a Swarm manager",
      "Run the lead on a manager, or promote this node: docker node promote."),
  SWARM_INACTIVE(
      "swarm.inactive",
      409,
      "This node is in no Swarm",
      "docker swarm init on the first manager, docker swarm join on other nodes."),
  SWARM_NO_LEADER(
      "swarm.no-leader",
      503,
      "The Swarm has no leader",
      "Start Docker on the managers that are away (docker info names all), then run the rollout"
          + " again. Where they are gone for good: docker swarm init --force-new-cluster."),
  NODE_DRAINED(
      "node.drained",
      409,
      "The lead's node takes part in the Swarm's network no more",
      "docker node update --availability active (or pause, when it shall have no replicas) and the"
          + " node's name, then run the rollout again."),
  NETWORK_CONFLICT(
      "network.conflict",
      409,
      "A network of this name is of another kind",
      "Remove that network (docker network rm) or choose another name in cluster.yaml."),
  NETWORK_IN_USE(
      "network.in-use",
      409,
      "A network cannot be removed while something is attached to it",
      "See what is attached (docker network inspect) and end it, then roll back again. When it is a"
          + " task of a container that is gone (docker inspect --type task ID), only a restart of"
          + " Docker frees it: systemctl restart docker."),
  IMAGE_MISSING(
      "image.missing",
      502,
      "The image is not on the node and cannot be pulled",
      "docker pull it on that node, or docker load it there, then run the rollout again."),
  SERVICE_NOT_RUNNING(
      "service.not-running",
      502,
      "The replicas do not run",
      "Read the reasons of Swarm in the evidence, mend them, then run the rollout again."),
  SERVICE_DOES_NOT_FIT(
      "service.does-not-fit",
      409,
      "So many replicas do not fit into the Swarm",
      "Order as many as fit, give each less memory, or add a node."),
  SERVICE_CONFLICT(
      "service.conflict",
      409,
      "A service of this name cannot become Ollama's",
      "Remove that service (docker service rm), or choose another name: service.name in"
          + " cluster.yaml, name in a request."),
  LOG_TOO_MANY_FOLLOWERS(
      "log.too-many-followers",
      429,
      "Too many readers follow logs",
      "End one of them, or ask without follow=true."),
  GATEWAY_MISSING(
      "gateway.missing",
      409,
      "The gateway's container was not found",
      "Start Traefik, or name its container in cluster.yaml under gateway.container; or have one of"
          + " our own: gateway.mode: managed."),
  GATEWAY_SILENT(
      "gateway.silent",
      502,
      "Traefik's API does not answer",
      "Look at Traefik's log: docker logs traefik; then run the rollout again."),
  GATEWAY_UNSUITABLE(
      "gateway.unsuitable",
      409,
      "Traefik's container cannot become the gateway as it is",
      "Change what the detail names in how the container is started, then run the rollout again; or"
          + " leave it as it is and have a Traefik of our own: gateway.mode: managed."),
  GATEWAY_TOO_OLD(
      "gateway.too-old",
      409,
      "This Traefik cannot speak with this Docker, so it would find no replica",
      "Docker 29 and newer need Traefik 3.6.1 (of version 2: 2.11.31) or newer: start the container"
          + " from a newer image."),
  GATEWAY_LOSES_ROUTERS(
      "gateway.loses-routers",
      409,
      "Traefik 2 reads either containers or Swarm services, so these routers would vanish",
      "Replace it by Traefik 3, which reads both; or, where nobody needs these routers, set"
          + " gateway.acceptLostRouters in cluster.yaml."),
  GATEWAY_OTHER_MODE(
      "gateway.other-mode",
      409,
      "The gateway of the other mode is still there",
      "Roll back the rollout that made it (ollama-swarm rollback ID), then change gateway.mode and"
          + " roll out again. Where it cannot be rolled back any more: take the file that the"
          + " detail names away and restart that Traefik; or docker rm -f ollama-swarm-gateway."),
  GATEWAY_FILE(
      "gateway.file",
      409,
      "Traefik's static file cannot be changed safely",
      "Add the lines that the detail shows by hand, then run the rollout again; or leave the file"
          + " as it is and have a Traefik of our own: gateway.mode: managed."),
  GATEWAY_NOT_HEALTHY(
      "gateway.not-healthy",
      502,
      "Traefik did not come back healthy, so its old configuration was put back",
      "Read Traefik's log in the evidence, mend that, then run the rollout again."),
  GATEWAY_NOT_RESTORED(
      "gateway.not-restored",
      500,
      "Traefik failed with its changes, and the old state could not be put back",
      "Put Traefik right by hand: docker ps -a; docker logs traefik."),
  PORT_TAKEN(
      "port.taken",
      409,
      "A port that is needed is held by something else",
      "Stop what holds the port, or choose another one in cluster.yaml (gateway.port)."),
  ANSWER_MISSING(
      "answer.missing",
      502,
      "Ollama does not answer through the gateway",
      "Look at the gateway's backends and the replicas' logs, then run the rollout again."),
  PROOF_FAILED(
      "proof.failed",
      502,
      "A proof did not hold",
      "Read the figures in the evidence; look at the replicas' logs, then run the rollout again."),
  LEAD_OTHER(
      "lead.other",
      409,
      "Another server leads",
      "Take cluster.yaml away from that server and restart its node-agent; then ollama-swarm take-lead"
          + " here."),
  LEAD_SUPERSEDED(
      "lead.superseded",
      409,
      "Another server leads by now",
      "Ask the lead that the detail names. Shall this server lead again: ollama-swarm"
          + " take-lead on it."),
  ROLLOUT_RUNNING(
      "rollout.running",
      409,
      "A rollout is running",
      "Wait until it has ended; follow it at the address in the detail."),
  ROLLOUT_INTERRUPTED(
      "rollout.interrupted",
      409,
      "A rollout was interrupted and waits",
      "POST the address in the detail with /resume."),
  ROLLOUT_NOT_INTERRUPTED(
      "rollout.not-interrupted",
      409,
      "This rollout does not wait to be resumed",
      "Start a new rollout: what is done already is not done again."),
  ROLLOUT_CANCELLED(
      "rollout.cancelled",
      409,
      "The rollout was cancelled in the middle of a step",
      "ollama-swarm resume goes on with it; ollama-swarm rollback puts back what it changed."),
  PLAN_OUTDATED(
      "plan.outdated",
      409,
      "The world has moved since the plan was made",
      "Make a new plan with dryRun, read it, and start the rollout with its hash."),
  ROLLOUT_NOT_NEWEST(
      "rollout.not-newest",
      409,
      "A later rollout changed something too",
      "Roll back the rollout in the detail first."),
  UNDO_UNKNOWN(
      "undo.unknown",
      409,
      "A change has no step any more that could undo it",
      "Roll back with the version of the agent that made the change, and with the journals of all"
          + " rollouts before it; or put it back by hand as the detail says it was before, and move"
          + " the rollout's journal away."),
  UNDO_LOST(
      "undo.lost",
      409,
      "What is to be put back is gone",
      "The rollback goes on without it; make it anew where it is missed."),
  FIX_IMPOSSIBLE(
      "fix.impossible",
      409,
      "No step of the rollout mends this finding by itself",
      "Do what ollama-swarm doctor says about it."),
  FILE_EDITED(
      "file.edited",
      409,
      "A file that an agent wrote was edited by hand",
      "Take back what the difference in the detail shows, once you have kept elsewhere what you"
          + " need of it; then do the same again."),
  MOUNT_BUSY(
      "mount.busy",
      409,
      "Containers still use the mount",
      "Wait until the containers in the evidence have ended, or stop them; then roll back again."),
  SWARM_IN_USE(
      "swarm.in-use",
      409,
      "The Swarm is used by others",
      "The rollback goes on and leaves the Swarm as it is; once nobody needs it, docker swarm leave"
          + " --force on each of its nodes ends it."),
  JOURNAL_DAMAGED(
      "journal.damaged",
      409,
      "Lines of a rollout's journal are damaged",
      "Check the disk; move the journal that the detail names away and start a new rollout.");

  private final String code;
  private final int status;
  private final String title;
  private final String remedy;

  ProblemCode(String code, int status, String title, String remedy) {
    this.code = code;
    this.status = status;
    this.title = title;
    this.remedy = remedy;
  }

  /** Stable name for programs and documentation, such as {@code mount.failed}. */
  public String code() {
    return code;
  }

  /** HTTP status that the problem is answered with. */
  public int status() {
    return status;
  }

  /** One line for people. */
  public String title() {
    return title;
  }

  /** What to do when nothing more particular is known. */
  public String remedy() {
    return remedy;
  }

  /** A problem of this kind; {@code detail} says what was asked of which server or thing. */
  public Problem problem(String detail) {
    return Problem.of(this, detail);
  }

  /** An exception that carries a problem of this kind. */
  public ProblemException exception(String detail) {
    return new ProblemException(problem(detail));
  }
}
