package com.wizardsofts.ollamaswarm.node.rest;

import com.wizardsofts.ollamaswarm.api.AgentJson;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfigTest;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.node.rollout.journal.Journal;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** The rollouts of a lead whose files are below a folder. */
final class RolloutLogs {
  private RolloutLogs() {}

  static EventLogs at(Path root) {
    var files = new HostFiles(root);
    return new EventLogs(
        new Journal(files, AgentJson.MAPPER),
        new KnownLead(files),
        NodeAgentConfigTest.config(Map.of()),
        Clock.systemUTC());
  }
}
