package com.wizardsofts.ollamaswarm.node.rollout;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/**
 * On the lead: journals that do not tell any more all that a rollout changed. Whoever needs one to
 * roll back would hear of it only then.
 */
@ApplicationScoped
public class JournalCheck implements Check {
  private final ClusterFile file;
  private final Journal journal;

  public JournalCheck(ClusterFile file, Journal journal) {
    this.file = file;
    this.journal = journal;
  }

  @Override
  public String subject() {
    return "the journals of the rollouts";
  }

  @Override
  public List<Finding> look() {
    return file.isHere()
        ? journal.rollouts().reversed().stream().flatMap(this::damage).toList()
        : List.of();
  }

  private Stream<Finding> damage(String rollout) {
    return journal
        .past(rollout)
        .filter(past -> !past.damaged().isEmpty() && past.state() != State.ROLLED_BACK)
        .map(
            past ->
                FindingCode.JOURNAL_DAMAGED.finding(
                    "%s can neither go on nor be rolled back: lines %s of %s.jsonl in %s are not what was written"
                        .formatted(rollout, past.damaged(), rollout, Journal.FOLDER)))
        .stream();
  }
}
