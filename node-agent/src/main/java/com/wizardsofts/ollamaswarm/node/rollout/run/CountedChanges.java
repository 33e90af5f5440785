package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterSpec;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** What agents say that they have changed, by server. */
public record CountedChanges(Map<String, Count> servers) {
  private static final Logger LOG = Logger.getLogger(CountedChanges.class);

  /**
   * One server's.
   *
   * @param since which processes counted
   */
  record Count(List<Instant> since, long changes) {
    Count and(Count other) {
      return new Count(
          Stream.concat(since.stream(), other.since.stream()).toList(), changes + other.changes);
    }
  }

  /** What all agents of {@code spec} say now; one that is away is left out. */
  public static CountedChanges now(ClusterSpec spec, AgentClients agents) {
    var questions = new ArrayList<Supplier<ServerStatus>>();
    questions.add(() -> agents.nfs(spec.storeAgent(), NfsAgentApi::status));
    spec.nodeAgents()
        .values()
        .forEach(a -> questions.add(() -> agents.node(a, NodeAgentApi::status)));
    return of(questions);
  }

  /** A server with an agent that does not count is left out too. */
  private static CountedChanges of(List<Supplier<ServerStatus>> questions) {
    var counts = new TreeMap<String, Count>();
    var uncounted = new HashSet<String>();
    for (var question : questions) {
      try {
        var status = question.get();
        var since = status.since();
        if (since == null) {
          uncounted.add(status.host());
        } else {
          counts.merge(status.host(), new Count(List.of(since), status.changes()), Count::and);
        }
      } catch (ProblemException e) {
        LOG.debugf("its changes are not counted: %s", e.problem().text());
      }
    }
    counts.keySet().removeAll(uncounted);
    return new CountedChanges(counts);
  }

  /** How many more than then; a server whose agents are not the same processes is left out. */
  Map<String, Double> since(CountedChanges then) {
    var more = new TreeMap<String, Double>();
    servers.forEach(
        (server, count) -> {
          var was = then.servers.get(server);
          if (was != null && was.since().equals(count.since())) {
            more.put(server, (double) (count.changes() - was.changes()));
          }
        });
    return more;
  }
}
