package com.wizardsofts.ollamaswarm.trust;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * What no file and no environment may change: there is no plain port outside loopback and no caller
 * without a certificate.
 */
public final class FixedSettings implements ConfigSource {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "quarkus.http.insecure-requests", "disabled",
          "quarkus.http.ssl.client-auth", "required",
          "quarkus.http.tls-configuration-name", "agents",
          "quarkus.tls.agents.protocols", "TLSv1.3",
          "quarkus.management.host", "127.0.0.1");

  @Override
  public Set<String> getPropertyNames() {
    return SETTINGS.keySet();
  }

  @Override
  public @Nullable String getValue(String name) {
    return SETTINGS.get(name);
  }

  @Override
  public String getName() {
    return "fixed settings of the agents";
  }

  /** Above the system properties' 400. */
  @Override
  public int getOrdinal() {
    return 1000;
  }
}
