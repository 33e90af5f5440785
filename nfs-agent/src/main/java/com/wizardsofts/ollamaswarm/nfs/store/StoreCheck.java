package com.wizardsofts.ollamaswarm.nfs.store;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Whether the store can be written to, and has room for more. */
@ApplicationScoped
public class StoreCheck implements Check {
  private final ModelStore store;
  private final long keepFree;

  public StoreCheck(ModelStore store, NfsAgentConfig config) {
    this.store = store;
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
      var problem = e.problem();
      return List.of(
          FindingCode.STORE_UNUSABLE.finding(problem.detail()).withRemedy(problem.remedy()));
    }
    var free = store.freeBytes();
    return free >= keepFree
        ? List.of()
        : List.of(
            FindingCode.STORE_NEARLY_FULL.finding(
                "%s has %d bytes free; pulls leave %d (nfs-agent.pull.keep-free)"
                    .formatted(store.path(), free, keepFree)));
  }
}
