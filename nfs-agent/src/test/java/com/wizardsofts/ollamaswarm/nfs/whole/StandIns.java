package com.wizardsofts.ollamaswarm.nfs.whole;

import com.wizardsofts.ollamaswarm.trust.LabPki;
import com.wizardsofts.ollamaswarm.trust.Loopback;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link StoreMachine} for the agent under test. */
public class StandIns implements QuarkusTestResourceLifecycleManager {
  /** Of the virtual machine that tests: where its stand-ins are told what to do. */
  static final String CONTROL = "test.stand-ins";

  /** Likewise: where the agent shows its OpenAPI document. */
  static final String DOCUMENT = "test.document";

  private @Nullable StoreMachine machine;

  @Override
  public Map<String, String> start() {
    try {
      var root = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "machine");
      machine = new StoreMachine(root);
      System.setProperty(CONTROL, machine.control());
      var settings = new HashMap<>(new LabPki().start());
      settings.putAll(machine.settings());
      var management = String.valueOf(Loopback.freePort());
      // The virtual machine's agent takes the first, the executable the second.
      settings.put("quarkus.management.test-port", management);
      settings.put("quarkus.management.port", management);
      System.setProperty(
          DOCUMENT, "http://127.0.0.1:%s/q/openapi?format=json".formatted(management));
      return settings;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    if (machine != null) {
      machine.close();
    }
  }
}
