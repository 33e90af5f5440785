package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.nfs.store.FilesBelow;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Private keys in the exported directory, which every client could read. A pull that mounts all of
 * Ollama's home into the store leaves one there.
 */
@ApplicationScoped
public class PrivateKeys implements Check {
  private static final int DEPTH = 4;
  private static final long LARGEST = 64 << 10;
  private static final int HEAD = 64;

  private final ModelStore store;

  public PrivateKeys(ModelStore store) {
    this.store = store;
  }

  @Override
  public String subject() {
    return "private keys in the store";
  }

  @Override
  public List<Finding> look() {
    var folder = store.locate(store.path());
    if (Files.notExists(folder)) {
      return List.of();
    }
    // Nobody but Ollama and the agent names files there, and they may be many.
    var models = store.locate(store.models());
    var filled = Set.of(models.resolve("blobs"), models.resolve("manifests"));
    try {
      return FilesBelow.find(folder, DEPTH, within -> !filled.contains(within)).stream()
          .filter(PrivateKeys::isPrivateKey)
          .map(file -> store.path().resolve(folder.relativize(file)))
          .map(file -> FindingCode.EXPORT_PRIVATE_KEY.finding(file + " is a private key"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPrivateKey(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        return false;
      }
      try (var content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        var head = new String(content.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
        return head.startsWith("-----BEGIN") && head.contains("PRIVATE KEY");
      }
    } catch (NoSuchFileException e) {
      // It was one of those that are renamed or deleted at once.
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
