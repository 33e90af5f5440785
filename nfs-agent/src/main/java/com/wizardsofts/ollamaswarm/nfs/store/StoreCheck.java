package com.wizardsofts.ollamaswarm.nfs.store;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Whether the store can be written to, and has room for more. */
@ApplicationScoped
public class StoreCheck implements Check {
  private final ModelStore store;
  private final StoreHeartbeat heartbeat;
  private final long keepFree;

  public StoreCheck(ModelStore store, StoreHeartbeat heartbeat, NfsAgentConfig config) {
    this.store = store;
    this.heartbeat = heartbeat;
    this.keepFree = config.pull().keepFree().asLongValue();
  }

  @Override
  public String subject() {
    return "the model store";
  }

  @Override
  public List<Finding> look() {
    try {
      store.check();
    } catch (ProblemException e) {
      return List.of(unusable(e.problem()));
    }
    var findings = new ArrayList<Finding>();
    // Nothing is written to look: whether that can be done, the last beat knows.
    heartbeat.failure().ifPresent(problem -> findings.add(unusable(problem)));
    var free = store.freeBytes();
    if (free < keepFree) {
      findings.add(
          FindingCode.STORE_NEARLY_FULL.finding(
              "%s has %d bytes free; pulls leave %d (nfs-agent.pull.keep-free)"
                  .formatted(store.path(), free, keepFree)));
    }
    return findings;
  }

  private static Finding unusable(Problem problem) {
    var cause = problem.cause() == null ? "" : ": " + problem.cause();
    return FindingCode.STORE_UNUSABLE
        .finding(problem.detail() + cause)
        .withRemedy(problem.remedy());
  }
}
