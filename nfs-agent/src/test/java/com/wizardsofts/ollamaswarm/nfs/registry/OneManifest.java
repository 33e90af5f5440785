package com.wizardsofts.ollamaswarm.nfs.registry;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import java.time.Clock;
import java.util.function.Supplier;

/** A registry that has the same manifest for every model. The real one is met on the lab. */
public final class OneManifest extends Registry {
  private final Supplier<Manifest> manifest;

  public OneManifest(NfsAgentConfig config, HostFiles files, Supplier<Manifest> manifest) {
    super(config, new InsecureRegistries(config), new Logins(files, config, Clock.systemUTC()));
    this.manifest = manifest;
  }

  @Override
  public Manifest manifest(ModelName model) {
    return manifest.get();
  }
}
