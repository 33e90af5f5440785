package com.wizardsofts.ollamaswarm.nfs.registry;

import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The registries that the configuration excuses from proving who they are. */
@ApplicationScoped
public class InsecureRegistries {
  private final List<URI> registries;

  public InsecureRegistries(NfsAgentConfig config) {
    this.registries = config.pull().insecureRegistries().orElse(List.of());
  }

  /** The model's registry with its scheme, {@code http} or {@code https}, when it is one. */
  public Optional<URI> of(ModelName model) {
    return registries.stream()
        .filter(registry -> model.host().equals(registry.getAuthority()))
        .findFirst();
  }
}
