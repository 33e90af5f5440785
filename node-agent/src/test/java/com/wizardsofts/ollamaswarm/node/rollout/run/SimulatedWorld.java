package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import com.wizardsofts.ollamaswarm.node.rollout.phase.RestoresService;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Servers as a map of settings, and the lead's disk. The lead can be killed at any numbered point:
 * before and after every write of the journal and every change or look of a step.
 */
public final class SimulatedWorld {
  public final Map<String, String> settings = new ConcurrentSkipListMap<>();
  final List<RolloutEvent> disk = new ArrayList<>();

  /** A setting that cannot be changed. */
  String stuck = "";

  private @Nullable SimulatedNetwork network;

  /** What somebody does when the point of {@link #orderAt} comes. */
  public Runnable order = () -> {};

  private int points;
  private int deadly;
  private boolean dead;
  private int ordered;

  /** Models SIGKILL: nothing catches it. */
  static final class Killed extends Error {
    Killed(int point) {
      super("killed at point " + point, null, false, false);
    }
  }

  void killAt(int point) {
    deadly = points + point;
  }

  /** Has somebody give {@link #order} at the first call of a step from this point on. */
  public void orderAt(int point) {
    ordered = points + point;
  }

  /** From now on steps reach the servers through it. */
  void over(SimulatedNetwork between) {
    network = between;
  }

  void forgetPoints() {
    points = 0;
    deadly = 0;
  }

  int points() {
    return points;
  }

  void write(RolloutEvent event) {
    point();
    disk.add(event);
    point();
  }

  /** Killed, every thread of the lead is dead. */
  synchronized void point() {
    points++;
    if (dead || points == deadly) {
      dead = true;
      throw new Killed(points);
    }
  }

  /** The lead starts again. */
  synchronized void start() {
    dead = false;
  }

  private synchronized boolean isOrdered() {
    var now = ordered > 0 && points >= ordered;
    ordered = now ? 0 : ordered;
    return now;
  }

  /** A step asks somebody. */
  void call() {
    point();
    if (isOrdered()) {
      order.run();
    }
  }

  private String get(String setting) {
    call();
    if (network != null) {
      network.reach();
    }
    return settings.getOrDefault(setting, "");
  }

  private void set(String setting, String value) {
    call();
    if (setting.equals(stuck)) {
      throw ProblemCode.PROGRAM_FAILED.exception(setting);
    }
    if (network != null) {
      network.order(setting, () -> settings.put(setting, value), this::point);
      return;
    }
    settings.put(setting, value);
    point();
  }

  /** Two settings make the step, so that it can be killed half done. */
  public class Pair implements Step {
    private final String name;

    public Pair(String name) {
      this.name = name;
    }

    @Override
    public String id() {
      return name;
    }

    @Override
    public String title() {
      return "Have " + name;
    }

    @Override
    public Observation observe() {
      var both = get(name + ".1") + "," + get(name + ".2");
      return both.equals("new,new")
          ? new Observation.AsPlanned(both)
          : new Observation.Differs(both, "new,new");
    }

    @Override
    public void apply() {
      set(name + ".1", "new");
      set(name + ".2", "new");
    }

    @Override
    public void undo(String before) {
      var both = before.split(",", -1);
      set(name + ".2", both[1]);
      set(name + ".1", both[0]);
    }
  }

  /** The step after which clients are served. */
  final class Served extends Pair implements RestoresService {
    Served(String name) {
      super(name);
    }
  }

  /** A step that always fails half done. */
  final class Broken extends Pair {
    Broken(String name) {
      super(name);
    }

    @Override
    public void apply() {
      throw ProblemCode.PROOF_FAILED.exception(id());
    }
  }
}
