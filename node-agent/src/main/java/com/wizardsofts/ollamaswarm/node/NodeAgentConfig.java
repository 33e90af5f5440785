package com.wizardsofts.ollamaswarm.node;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Settings of the node-agent, read from {@code /etc/ollama-swarm/node-agent.properties}. */
@ConfigMapping(prefix = "node-agent")
public interface NodeAgentConfig {

  /** Where the local Docker Engine listens. */
  @WithDefault("unix:///var/run/docker.sock")
  URI dockerHost();

  /** Longest time that one program of this server may take. */
  @WithDefault("30s")
  Duration commandTimeout();

  /** What the lead does with its rollouts. */
  Rollout rollout();

  /** Settings below {@code node-agent.rollout}. */
  interface Rollout {

    /** What becomes of a rollout that the lead's own end interrupted, when the lead starts. */
    @WithDefault("resume")
    Interrupted interrupted();

    /** Longest wait for the agents of all servers before an interrupted rollout goes on. */
    @WithDefault("2m")
    Duration agentsTimeout();

    /** Answers to an interruption. */
    enum Interrupted {
      /** It goes on by itself. */
      RESUME,
      /** It waits for {@code POST /v1/rollouts/{id}/resume}. */
      WAIT
    }
  }

  /** How the model store is mounted and its mount proved. */
  Mount mount();

  /** Bounds of the Swarm service. */
  Service service();

  /** Settings below {@code node-agent.service}. */
  interface Service {

    /** More replicas than this are refused, whatever fits. */
    @WithDefault("32")
    int mostReplicas();
  }

  /** Settings below {@code node-agent.mount}. */
  interface Mount {

    /** File system types, as the kernel names them, that prove a mount of the store's server. */
    @WithDefault("nfs4")
    List<String> types();

    /**
     * Longest time for one look through the mount; a server that is away would hold it for ever.
     */
    @WithDefault("5s")
    Duration probeTimeout();

    /**
     * Longest time that a status waits for such a look; then the answer is that it has not ended.
     * Who decides by it waits for its end.
     */
    @WithDefault("800ms")
    Duration answerTimeout();

    /**
     * How long a node's proof must have failed, while another node has it, before the lead takes
     * its replicas away.
     */
    @WithDefault("60s")
    Duration withdrawAfter();

    /** Longest time for the mount unit to start. */
    @WithDefault("60s")
    Duration unitTimeout();

    /**
     * Read-ahead of the mount in KiB; the kernel's own 128 keeps a fast network two thirds idle.
     */
    @WithDefault("15360")
    int readAheadKib();
  }
}
