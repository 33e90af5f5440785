package com.wizardsofts.ollamaswarm.node.rollout;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.api.RolloutEvent.Kind;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A journal of rollouts that nobody ran: the test writes each line. */
final class WrittenJournal extends Journal {
  private long number;

  WrittenJournal(HostFiles files) {
    super(files, JsonMapper.builder().addModule(new JavaTimeModule()).build());
  }

  void add(String rollout, Kind kind, @Nullable String step) {
    add(rollout, kind, step, null, null);
  }

  void add(
      String rollout,
      Kind kind,
      @Nullable String step,
      @Nullable String text,
      @Nullable Problem problem) {
    append(
        new RolloutEvent(
            ++number,
            Instant.parse("2026-01-05T10:00:00Z"),
            rollout,
            "abc",
            kind,
            step == null ? null : step.substring(0, step.indexOf('.')),
            step,
            text,
            problem,
            null));
  }
}
