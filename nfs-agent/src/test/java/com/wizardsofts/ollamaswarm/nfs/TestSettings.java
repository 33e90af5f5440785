package com.wizardsofts.ollamaswarm.nfs;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The agent's settings as a properties file with these lines would make them. */
public final class TestSettings {

  private TestSettings() {}

  public static NfsAgentConfig of(Map<String, String> lines) {
    var builder =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(NfsAgentConfig.class)
            .withValidateUnknown(true);
    lines.forEach(builder::withDefaultValue);
    return builder.build().getConfigMapping(NfsAgentConfig.class);
  }
}
