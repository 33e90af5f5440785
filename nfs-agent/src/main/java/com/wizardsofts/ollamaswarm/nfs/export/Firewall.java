package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.Programs;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server's firewall where ufw(8) is one: a rule for each client lets it in to NFS. Rules of
 * ours are known by their comment; all others are read, never changed.
 */
@ApplicationScoped
public class Firewall {
  private static final Path UFW = Path.of("/usr/sbin/ufw");
  private static final String COMMENT = "ollama-swarm";

  /** As {@code ufw show added} prints a rule for NFS and one client. */
  private static final Pattern RULE =
      Pattern.compile(
          "ufw allow (?:2049/tcp|from (?<client>\\S+) to any port 2049 proto tcp)"
              + "(?: comment '(?<comment>.*)')?");

  private final HostFiles files;
  private final Programs programs;
  private final Duration limit;

  public Firewall(HostFiles files, Programs programs, NfsAgentConfig config) {
    this.files = files;
    this.programs = programs;
    this.limit = config.commandTimeout();
  }

  /** The client {@code any} is everybody. */
  private record Rule(String client, boolean ours) {
    private static final String ANY = "any";

    boolean isFor(String other) {
      return client.equals(ANY)
          ? other.equals(ANY) || other.endsWith("/0")
          : NetworkAddress.isSame(client, other);
    }

    boolean admits(String other) {
      return client.equals(ANY) || isFor(other);
    }
  }

  /**
   * Lets in these clients, where ufw is active, and by rules of ours nobody else.
   *
   * @throws com.wizardsofts.ollamaswarm.problem.ProblemException {@code program.failed} when ufw
   *     does not take a rule
   */
  void admit(List<String> clients) {
    removeAllBut(clients);
    shutOut(clients).forEach(this::allow);
  }

  /** Whom rules of ours let in. */
  List<String> admitted() {
    return rules().stream().filter(Rule::ours).map(Rule::client).toList();
  }

  /** Makes our rules those that {@link #admitted} told, needed or not; problems as of admit. */
  void readmit(List<String> clients) {
    removeAllBut(clients);
    var there = admitted();
    clients.stream().filter(client -> !there.contains(client)).forEach(this::allow);
  }

  private void removeAllBut(List<String> clients) {
    for (var rule : rules()) {
      if (rule.ours() && clients.stream().noneMatch(rule::isFor)) {
        programs.output(
            limit,
            "ufw",
            "delete",
            "allow",
            "proto",
            "tcp",
            "from",
            rule.client(),
            "to",
            "any",
            "port",
            "2049");
      }
    }
  }

  private void allow(String client) {
    programs.output(
        limit, "ufw", "allow", "proto", "tcp", "from", client, "to", "any", "port", "2049",
        "comment", COMMENT);
  }

  /**
   * Those of the clients for which ufw is active and has no rule for them or for everybody. A wider
   * rule of the operator's may let them in all the same; a further one does no harm.
   */
  List<String> shutOut(List<String> clients) {
    if (!isActive()) {
      return List.of();
    }
    var rules = rules();
    return clients.stream()
        .filter(client -> rules.stream().noneMatch(rule -> rule.admits(client)))
        .toList();
  }

  private boolean isActive() {
    return isInstalled()
        && programs.output(limit, "ufw", "status").lines().anyMatch("Status: active"::equals);
  }

  /** Also those of a firewall that is not active. */
  private List<Rule> rules() {
    if (!isInstalled()) {
      return List.of();
    }
    return programs
        .output(limit, "ufw", "show", "added")
        .lines()
        .map(RULE::matcher)
        .filter(Matcher::matches)
        .map(
            rule ->
                new Rule(
                    Objects.requireNonNullElse(rule.group("client"), Rule.ANY),
                    COMMENT.equals(rule.group("comment"))))
        .toList();
  }

  private boolean isInstalled() {
    return files.exists(UFW);
  }
}
