package com.wizardsofts.ollamaswarm.nfs;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the nfs-agent, read from {@code /etc/ollama-swarm/nfs-agent.properties}. */
@ConfigMapping(prefix = "nfs-agent")
public interface NfsAgentConfig {

  /** The model store: a directory on a local disk of this server. */
  @WithDefault("/opt/ollama-models")
  Path store();

  /** Our exports file. exportfs(8) reads only names that end in {@code .exports}. */
  @WithDefault("/etc/exports.d/ollama-swarm.exports")
  Path exportsFile();

  /** Where this server's Docker Engine listens. */
  @WithDefault("unix:///var/run/docker.sock")
  URI dockerHost();

  /** Longest time that one program of this server may take. */
  @WithDefault("30s")
  Duration commandTimeout();

  /** Where the agent keeps what it has to know after a restart. */
  @WithDefault("/var/lib/ollama-swarm")
  Path stateFolder();

  /** How models are pulled. */
  Pull pull();

  /** Leftovers of the store that were touched within this time are never deleted. */
  @WithDefault("24h")
  Duration pruneGrace();

  /** How the store is verified. */
  Verify verify();

  /** How the store is verified. */
  interface Verify {

    /** When the whole store is, as a cron expression with seconds; {@code off} for never. */
    @WithDefault("0 30 3 ? * SUN")
    String schedule();

    /** Bytes that a verification on the calendar reads at most in a second; never under 1 MB. */
    @WithDefault("100M")
    MemorySize rate();

    /** Blobs that are hashed at the same time, at least one; each takes a core. */
    @WithDefault("2")
    int threads();
  }

  /** How models are pulled. */
  interface Pull {

    /** Image of the temporary container that pulls; pulled itself when this server lacks it. */
    @WithDefault("ollama/ollama:latest")
    String image();

    /** Names that only the pull container knows, each {@code host:address}, for a mirror. */
    Optional<List<String>> extraHosts();

    /** PEM file on this server with the authorities that the pull container trusts as well. */
    Optional<Path> caFile();

    /** Proxy through which the pull container reaches the registry ({@code HTTPS_PROXY}). */
    Optional<URI> proxy();

    /** Hosts that the pull container reaches without the proxy ({@code NO_PROXY}). */
    Optional<List<String>> noProxy();

    /**
     * Registries that may prove nothing: {@code https://host:port} with any certificate, {@code
     * http://host:port} without TLS. Models of theirs are still what their digests say.
     */
    Optional<List<URI>> insecureRegistries();

    /**
     * Ollama's private key on this server, by which it signs in to registries; without one it makes
     * a new one for each container, which no registry knows.
     */
    Optional<Path> keyFile();

    /**
     * Names and passwords for registries, as docker login writes them ({@code config.json}). Ollama
     * knows no such login: models of these registries are fetched by the agent itself.
     */
    Optional<Path> loginFile();

    /** Models that are pulled at the same time; further ones wait for their turn. */
    @WithDefault("2")
    int parallel();

    /** Longest time that one pull may take. */
    @WithDefault("12h")
    Duration timeLimit();

    /** Room on the store's disk that a pull leaves free. */
    @WithDefault("1G")
    MemorySize keepFree();
  }
}
