package com.wizardsofts.ollamaswarm.node.rollout;

import static org.awaitility.Awaitility.await;

import com.wizardsofts.ollamaswarm.api.RolloutState.State;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfigTest;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterFile;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLogs;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Fix;
import com.wizardsofts.ollamaswarm.node.rollout.plan.Plans;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedWorld;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A lead whose rollouts have three simulated steps; the second waits until it may look. */
abstract class LeadWithRollouts {
  static final String CLUSTER =
      """
      lead: s84
      servers:
        s80: {address: 198.51.100.80, agents: [nfs-agent]}
        s84: {address: 198.51.100.84, agents: [node-agent]}
      """;
  static final Fix WHOLE = new Fix(List.of());
  static final Fix EXPORT = new Fix(List.of("export.missing"));

  @TempDir Path root;
  final SimulatedWorld world = new SimulatedWorld();
  final CountDownLatch seen = new CountDownLatch(1);
  final CountDownLatch mayLook = new CountDownLatch(1);
  FillingJournal disk;
  PlannedPairs steps;
  KnownLead lead;
  EventLogs logs;
  Plans plans;
  Rollouts rollouts;

  @BeforeEach
  final void lead() {
    lead(Map.of());
  }

  final void lead(Map<String, String> settings) {
    var files = new HostFiles(root);
    files.write(ClusterFile.PATH, CLUSTER);
    steps =
        new PlannedPairs(
            List.of(world.new Pair("store.export"), new Watched(), world.new Pair("network")));
    disk = new FillingJournal(files);
    lead = new KnownLead(files);
    var config = NodeAgentConfigTest.config(settings);
    logs = new EventLogs(disk, lead, config, Clock.systemUTC());
    var file = new ClusterFile(files);
    plans = new Plans(file, steps, disk, Clock.systemUTC());
    rollouts = new Rollouts(plans, steps, disk, logs, config, new Await(), Clock.systemUTC());
  }

  final State ended(String id) {
    await().until(() -> logs.get(id).hasEnded());
    return logs.get(id).state();
  }

  private final class Watched extends SimulatedWorld.Pair {
    Watched() {
      world.super("watched");
    }

    @Override
    public Observation observe() {
      seen.countDown();
      try {
        mayLook.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return super.observe();
    }
  }
}
