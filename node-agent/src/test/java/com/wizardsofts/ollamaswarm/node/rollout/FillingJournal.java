package com.wizardsofts.ollamaswarm.node.rollout;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;

/** A journal whose disk can be full. */
final class FillingJournal extends Journal {
  volatile boolean full;

  FillingJournal(HostFiles files) {
    super(files, JsonMapper.builder().addModule(new JavaTimeModule()).build());
  }

  @Override
  public void append(RolloutEvent event) {
    if (full) {
      throw ProblemCode.PROGRAM_FAILED.exception("no space left on device");
    }
    super.append(event);
  }
}
