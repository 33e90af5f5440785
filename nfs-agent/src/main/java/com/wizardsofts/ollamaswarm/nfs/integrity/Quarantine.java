package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.model.Blobs;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jboss.logging.Logger;

/** Where damaged blobs lie while sound ones are fetched in their place. */
@ApplicationScoped
public class Quarantine {
  private static final Logger LOG = Logger.getLogger(Quarantine.class);

  private final HostFiles files;
  private final Blobs blobs;
  private final Path folder;

  public Quarantine(HostFiles files, Blobs blobs, ModelStore store) {
    this.files = files;
    this.blobs = blobs;
    this.folder = store.path().resolve(".quarantine");
  }

  /** Takes these blob files out of the store; missing ones are fine. */
  void take(List<String> fileNames) {
    files.makeFolder(folder);
    for (var name : fileNames) {
      var blob = blobs.folder().resolve(name);
      if (Files.exists(blob, LinkOption.NOFOLLOW_LINKS)) {
        move(blob, files.locate(folder.resolve(name)));
      }
    }
  }

  /**
   * Empties it: what was not fetched anew goes back. What is in a blob's place again may be wrong
   * too, for Ollama gives a download that name before it hashes it; the damaged one is no better.
   */
  void empty() {
    for (var file : files.list(folder)) {
      var blob = blobs.folder().resolve(file.getFileName());
      if (Files.exists(blob, LinkOption.NOFOLLOW_LINKS)) {
        files.delete(file);
      } else {
        move(files.locate(file), blob);
        LOG.infof("%s is back, damaged as it was", blob.getFileName());
      }
    }
    files.delete(folder);
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new ProblemException(
          ProblemCode.STORE_UNUSABLE
              .problem("Cannot move %s to %s".formatted(from, to))
              .causedBy(e.toString()),
          e);
    }
  }
}
