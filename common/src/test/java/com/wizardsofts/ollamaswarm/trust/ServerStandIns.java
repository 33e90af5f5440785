package com.wizardsofts.ollamaswarm.trust;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server of the test's own for the agent under test: its files, and stand-ins of whom the agent
 * talks to. Its tests reach them from the virtual machine that tests, by the methods here.
 */
public abstract class ServerStandIns implements QuarkusTestResourceLifecycleManager {
  private static final String CONTROL = "test.stand-ins";
  private static final String DOCUMENT = "test.document";

  private @Nullable Machine machine;

  /** The server with its stand-ins. */
  public interface Machine extends AutoCloseable {
    /** What the agent is set to. */
    Map<String, String> settings();

    /** Where a test tells it what to do: a URL without a path. */
    String control();

    @Override
    void close();
  }

  /** The server whose files lie below {@code root}, made after {@link LabPki} has begun. */
  protected abstract Machine machine(Path root) throws IOException, GeneralSecurityException;

  /** Where the stand-ins are told what to do, and what they were asked. */
  public static String control(String path) {
    return System.getProperty(CONTROL) + path;
  }

  /** The endpoints of the agent's OpenAPI document that no test has reached, as {@link Calls}. */
  public static List<String> notReached() {
    var document = RestAssured.get(System.getProperty(DOCUMENT)).then().statusCode(200);
    return Calls.missing(document.extract().path("paths"));
  }

  @Override
  public final Map<String, String> start() {
    try {
      var settings = new HashMap<>(new LabPki().start());
      var root = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "machine");
      machine = machine(root);
      System.setProperty(CONTROL, machine.control());
      var management = String.valueOf(Loopback.freePort());
      // Of two settings the virtual machine's agent takes the first, the executable the second.
      settings.put("quarkus.management.test-port", management);
      settings.put("quarkus.management.port", management);
      System.setProperty(
          DOCUMENT, "http://127.0.0.1:%s/q/openapi?format=json".formatted(management));
      settings.put("own.machine", root.toString());
      settings.putAll(machine.settings());
      return settings;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public final void stop() {
    if (machine != null) {
      machine.close();
    }
  }
}
