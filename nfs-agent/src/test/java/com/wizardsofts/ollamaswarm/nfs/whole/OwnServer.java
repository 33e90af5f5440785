package com.wizardsofts.ollamaswarm.nfs.whole;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.Programs;
import com.wizardsofts.ollamaswarm.machine.SystemPrograms;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The files and programs of a server of the test's own, for the agent on the Java virtual machine.
 * The executable has its server by {@code on-own-machine}.
 */
@Alternative
@ApplicationScoped
class OwnServer {
  @Produces
  @ApplicationScoped
  HostFiles files(@ConfigProperty(name = "own.machine") Path machine) {
    return new HostFiles(machine);
  }

  @Produces
  @ApplicationScoped
  Programs programs(@ConfigProperty(name = "own.machine") Path machine) {
    var real = new SystemPrograms();
    return new Programs() {
      @Override
      public Result run(Duration limit, List<String> command) {
        var own = machine.resolve("usr/local/sbin").resolve(command.getFirst());
        var words = new ArrayList<>(command);
        if (Files.exists(own)) {
          words.set(0, own.toString());
        }
        return real.run(limit, words);
      }
    };
  }
}
