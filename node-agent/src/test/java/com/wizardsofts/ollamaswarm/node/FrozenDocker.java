package com.wizardsofts.ollamaswarm.node;

import com.wizardsofts.ollamaswarm.docker.HangingEngine;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An Engine that accepts and says nothing, as a stopped dockerd does, for the agent under test. */
public class FrozenDocker implements QuarkusTestResourceLifecycleManager {
  private @Nullable HangingEngine engine;
  private @Nullable Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("frozen");
      engine = new HangingEngine(folder.resolve("docker.sock"));
      return Map.of("node-agent.docker-host", engine.address().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (engine != null && folder != null) {
      engine.close();
      folder.resolve("docker.sock").toFile().delete();
      folder.toFile().delete();
    }
  }
}
