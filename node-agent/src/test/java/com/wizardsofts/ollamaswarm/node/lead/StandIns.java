package com.wizardsofts.ollamaswarm.node.lead;

import com.wizardsofts.ollamaswarm.trust.LabPki;
import com.wizardsofts.ollamaswarm.trust.Loopback;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link LeadMachine} for the agent under test, which has the certificate of server 84. */
public class StandIns implements QuarkusTestResourceLifecycleManager {
  /** Of the virtual machine that tests: where its stand-ins are told what to do. */
  static final String CONTROL = "test.stand-ins";

  /** Likewise: where the agent shows its OpenAPI document. */
  static final String DOCUMENT = "test.document";

  private @Nullable LeadMachine machine;

  @Override
  public Map<String, String> start() {
    try {
      var root = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "machine");
      var settings = new HashMap<>(new LabPki().start());
      machine = new LeadMachine(root);
      System.setProperty(CONTROL, machine.control());
      var pki = Path.of("target", "pki").toAbsolutePath();
      settings.put("own.machine", root.toString());
      settings.put("node-agent.docker-host", machine.dockerHost());
      settings.put("quarkus.tls.agents.key-store.pem.0.cert", pki.resolve("84.crt").toString());
      settings.put("quarkus.tls.agents.key-store.pem.0.key", pki.resolve("84.key").toString());
      settings.put("quarkus.http.host", LabPki.address(84));
      var management = String.valueOf(Loopback.freePort());
      // Of two settings the virtual machine's agent takes the first, the executable the second.
      settings.put("quarkus.management.test-port", management);
      settings.put("quarkus.management.port", management);
      System.setProperty(
          DOCUMENT, "http://127.0.0.1:%s/q/openapi?format=json".formatted(management));
      settings.put("quarkus.http.test-ssl-port", "7484");
      settings.put("quarkus.http.ssl-port", "7484");
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** After {@link LabPki}, whose certificate of server 80 other tests want for all. */
  @Override
  public int order() {
    return 1;
  }

  @Override
  public void stop() {
    if (machine != null) {
      machine.close();
    }
  }
}
