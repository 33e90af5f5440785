package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedWorld.Killed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * The lead's disk with one journal, in memory. A lead that is killed while it writes a line leaves
 * a part of it: nothing, all but its end, or anything between.
 */
final class SimulatedDisk extends HostFiles {
  private final SimulatedWorld world;
  private final Random random;
  private final Consumer<String> happened;
  private final StringBuilder text = new StringBuilder();
  private Path journal = Path.of("none");

  SimulatedDisk(SimulatedWorld world, Random random, Consumer<String> happened) {
    this.world = world;
    this.random = random;
    this.happened = happened;
  }

  @Override
  public void append(Path path, String line) {
    world.point();
    journal = path;
    try {
      world.point();
    } catch (Killed e) {
      text.append(line, 0, random.nextInt(line.length() + 1));
      happened.accept("a torn line");
      throw e;
    }
    text.append(line);
    world.point();
  }

  /** In one step, as the real one does. */
  @Override
  public void write(Path path, String whole) {
    world.point();
    text.setLength(0);
    text.append(whole);
    world.point();
  }

  @Override
  public Optional<String> read(Path path) {
    return readDamaged(path);
  }

  @Override
  public Optional<String> readDamaged(Path path) {
    return path.equals(journal) ? Optional.of(text.toString()) : Optional.empty();
  }

  @Override
  public List<Path> list(Path folder) {
    return folder.equals(journal.getParent()) ? List.of(journal) : List.of();
  }
}
