package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedWorld.Killed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The lead's disk, in memory. A lead that is killed while it writes a line leaves a part of it:
 * nothing, all but its end, or anything between.
 */
final class SimulatedDisk extends HostFiles {
  private final SimulatedWorld world;
  private final Random random;
  private final Consumer<String> happened;
  private final Map<Path, String> texts = new TreeMap<>();

  SimulatedDisk(SimulatedWorld world, Random random, Consumer<String> happened) {
    this.world = world;
    this.random = random;
    this.happened = happened;
  }

  @Override
  public void append(Path path, String line) {
    world.point();
    try {
      world.point();
    } catch (Killed e) {
      texts.merge(path, line.substring(0, random.nextInt(line.length() + 1)), String::concat);
      happened.accept("a torn line");
      throw e;
    }
    texts.merge(path, line, String::concat);
    world.point();
  }

  /** In one step, as the real one does. */
  @Override
  public void write(Path path, String whole) {
    world.point();
    texts.put(path, whole);
    world.point();
  }

  @Override
  public boolean exists(Path path) {
    return texts.containsKey(path);
  }

  @Override
  public Optional<String> read(Path path) {
    return readDamaged(path);
  }

  @Override
  public Optional<String> readDamaged(Path path) {
    return Optional.ofNullable(texts.get(path));
  }

  @Override
  public List<Path> list(Path folder) {
    return texts.keySet().stream().filter(path -> folder.equals(path.getParent())).toList();
  }
}
