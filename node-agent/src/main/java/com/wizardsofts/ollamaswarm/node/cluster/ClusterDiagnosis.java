package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.Told;
import com.wizardsofts.ollamaswarm.diagnosis.Diagnosis;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.diagnosis.RootCauses;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What is wrong on any server: every agent looks at its own, the lead gathers what they found and
 * keeps the causes. An agent that does not answer is a finding itself.
 */
@ApplicationScoped
public class ClusterDiagnosis {
  /** An agent gives each of its checks ten seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(13);

  private static final Pattern OF_SWARM = Pattern.compile("(service|swarm|node)\\..*");
  private static final String AWAY = FindingCode.STORE_AWAY.code();

  private final ClusterFile file;
  private final AgentClients agents;
  private final Supplier<List<Finding>> own;
  private final Clock clock;
  private final Duration limit;

  @Inject
  public ClusterDiagnosis(ClusterFile file, AgentClients agents, Diagnosis diagnosis, Clock clock) {
    this(file, agents, diagnosis::findings, clock, LIMIT);
  }

  /** With another source of this server's own findings, and another limit. */
  ClusterDiagnosis(
      ClusterFile file,
      AgentClients agents,
      Supplier<List<Finding>> own,
      Clock clock,
      Duration limit) {
    this.file = file;
    this.agents = agents;
    this.own = own;
    this.clock = clock;
    this.limit = limit;
  }

  /** On the lead the causes of what all servers found; elsewhere what this one found. */
  public List<Finding> findings() {
    if (!file.isHere()) {
      return own.get();
    }
    try {
      return everywhere(file.read());
    } catch (ProblemException e) {
      var found = new ArrayList<>(own.get());
      found.add(of(FindingCode.CLUSTER_FILE, e.problem()).withRemedy(e.problem().remedy()));
      return found;
    }
  }

  /** What this server alone found. */
  public List<Finding> own() {
    return own.get();
  }

  private List<Finding> everywhere(ClusterSpec spec) {
    var looks = new LinkedHashMap<String, Question<List<Finding>>>();
    spec.nfsAgents()
        .forEach(
            (server, agent) ->
                looks.put(
                    server + " nfs-agent",
                    question(agent, () -> agents.nfs(agent, NfsAgentApi::diagnosis))));
    spec.nodeAgents()
        .forEach(
            (server, agent) ->
                looks.put(
                    server + " node-agent",
                    server.equals(spec.lead())
                        ? question(agent, own)
                        : question(agent, () -> agents.node(agent, node -> node.diagnosis(true)))));
    looks.values().forEach(Question::ask);
    var end = System.nanoTime() + limit.toNanos();
    var ofStore = List.of(spec.storeAddress());
    var seen = new HashSet<Finding>();
    var all = new ArrayList<Finding>();
    var addresses = new HashMap<String, String>();
    var answering = new HashSet<String>();
    looks.forEach(
        (who, look) -> {
          var server = who.substring(0, who.indexOf(' '));
          var told = look.until(end);
          if (!isSilent(told)) {
            answering.add(server);
          }
          for (var finding : found(who, server, told)) {
            addresses.put(
                finding.server(), Objects.requireNonNull(spec.servers().get(server)).address());
            if (seen.add(ofAll(finding))) {
              all.add(finding.code().equals(AWAY) ? finding.about(ofStore) : finding);
            }
          }
        });
    // An agent that is away explains what is known of its server only where no other one is there.
    return RootCauses.of(
        all,
        addresses,
        finding ->
            !finding.code().equals(FindingCode.AGENT_AWAY.code())
                || !answering.contains(finding.server()));
  }

  private static boolean isSilent(Told<List<Finding>> told) {
    var problem = told.problem();
    return problem != null && problem.is(ProblemCode.AGENT_UNREACHABLE);
  }

  private Question<List<Finding>> question(String agent, Supplier<List<Finding>> look) {
    return Question.of(agent, "/diagnosis", look, clock);
  }

  /** Every manager sees the same Swarm: what is wrong with that is of no server. */
  private static Finding ofAll(Finding finding) {
    return OF_SWARM.matcher(finding.code()).matches() ? finding.on("") : finding;
  }

  private static List<Finding> found(String who, String server, Told<List<Finding>> told) {
    var problem = told.problem();
    if (problem == null) {
      return told.value() == null ? List.of() : told.value();
    }
    var agent = who.substring(server.length() + 1);
    return List.of(
        of(FindingCode.AGENT_AWAY, problem)
            .on(server)
            .withRemedy(
                "On %s: systemctl status %s; journalctl -u %s; check that its port is open to the lead."
                    .formatted(server, agent, agent)));
  }

  private static Finding of(FindingCode code, Problem problem) {
    var cause = problem.cause();
    return code.finding(cause == null ? problem.detail() : problem.detail() + ": " + cause);
  }
}
