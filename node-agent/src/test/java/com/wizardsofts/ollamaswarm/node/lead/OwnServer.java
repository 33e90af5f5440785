package com.wizardsofts.ollamaswarm.node.lead;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The files of a server of the test's own, for the agent on the Java virtual machine; what the
 * kernel tells is this machine's. The executable has its server by {@code on-own-machine}.
 */
@Alternative
@ApplicationScoped
class OwnServer {
  @Produces
  @ApplicationScoped
  HostFiles files(@ConfigProperty(name = "own.machine") Path machine) {
    return new HostFiles(machine) {
      @Override
      public Path locate(Path path) {
        return path.startsWith("/proc") ? path : super.locate(path);
      }
    };
  }
}
