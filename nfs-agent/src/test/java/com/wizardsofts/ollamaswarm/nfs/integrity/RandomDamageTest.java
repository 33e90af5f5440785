package com.wizardsofts.ollamaswarm.nfs.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Damage;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every damage of every kind is found, and nothing else is called damaged. */
class RandomDamageTest {
  private static final int DAMAGES = 400;

  @TempDir Path root;

  private enum Kind {
    BIT_FLIPPED,
    TRUNCATED,
    LENGTHENED,
    MISSING
  }

  @Test
  void every_random_damage_is_found_and_named() throws Exception {
    // Given
    var seed = System.nanoTime();
    System.err.println("RandomDamageTest: seed " + seed);
    var random = new Random(seed);
    var store = new TestStore(root, TestSettings.of(Map.of()));
    // One blob is large enough for a program to hash it, as weights are.
    var license = "a license of all ".repeat(20_000);
    for (int model = 0; model < 8; model++) {
      store.add("m" + model, text(random), text(random), text(random), license);
    }
    assertThat(store.verifier.store(_ -> {}).damages()).isEmpty();
    var models = store.store.locate(store.store.models());
    var files = files(models);

    for (int i = 0; i < DAMAGES; i++) {
      var file = files.get(random.nextInt(files.size()));
      var kind = Kind.values()[random.nextInt(Kind.values().length)];
      var before = Files.readAllBytes(file);
      var time = Files.getLastModifiedTime(file);

      // When a file is damaged as a bad disk does, or as a writer does
      damage(file, before, kind, random);
      if (random.nextBoolean() && kind != Kind.MISSING) {
        Files.setLastModifiedTime(file, time);
      }
      var found = store.verifier.store(_ -> {}).damages();

      // Then
      assertThat(found)
          .as("%s of %s, seed %d", kind, file, seed)
          .extracting(Damage::file)
          .containsExactly(models.relativize(file).toString());
      restore(file, before, time);
    }
    assertThat(store.verifier.store(_ -> {}).damages()).isEmpty();
  }

  private static String text(Random random) {
    var text = new byte[random.nextInt(1, 300)];
    random.nextBytes(text);
    return Arrays.toString(text);
  }

  private static List<Path> files(Path models) throws IOException {
    try (Stream<Path> all = Files.walk(models)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void damage(Path file, byte[] content, Kind kind, Random random)
      throws IOException {
    switch (kind) {
      case BIT_FLIPPED -> {
        var flipped = content.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, flipped);
      }
      case TRUNCATED -> Files.write(file, Arrays.copyOf(content, random.nextInt(content.length)));
      case LENGTHENED -> Files.write(file, Arrays.copyOf(content, content.length + 1));
      case MISSING -> Files.delete(file);
    }
  }

  private static void restore(Path file, byte[] content, FileTime time) throws IOException {
    Files.write(file, content);
    Files.setLastModifiedTime(file, time);
  }
}
