package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.api.NfsService;
import com.wizardsofts.ollamaswarm.api.NfsService.Connected;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The kernel's own NFS server as {@code /proc/fs/nfsd} shows it; not there with any other one. */
@ApplicationScoped
public class KernelNfs {
  private static final Path NFSD = Path.of("/proc/fs/nfsd");

  /** {@code 10.0.0.84:803} or {@code [fd00::84]:803}. */
  private static final Pattern ADDRESS =
      Pattern.compile("(?m)^address: \"\\[?(.*?)\\]?(?::\\d+)?\"$");

  private static final Pattern NAME = Pattern.compile("(?m)^name: \"(.*)\"$");
  private static final Pattern MINOR = Pattern.compile("(?m)^minor version: (\\d+)$");

  private final HostFiles files;

  public KernelNfs(HostFiles files) {
    this.files = files;
  }

  /** Nothing of it where the kernel does not tell. */
  NfsService service() {
    return new NfsService(threads(), versions(), connected());
  }

  /** Whether the kernel has an NFS server to tell of, running or not. */
  boolean tells() {
    return files.exists(NFSD.resolve("threads"));
  }

  private int threads() {
    return files
        .read(NFSD.resolve("threads"))
        .map(text -> Integer.parseInt(text.strip()))
        .orElse(0);
  }

  /** The file holds words like {@code -2 +3 +4 +4.1 +4.2}. */
  private List<String> versions() {
    var words = files.read(NFSD.resolve("versions")).orElse("").strip().split("\\s+");
    return Arrays.stream(words)
        .filter(word -> word.startsWith("+"))
        .map(word -> word.substring(1))
        .toList();
  }

  private List<Connected> connected() {
    return files.list(NFSD.resolve("clients")).stream()
        .sorted()
        .flatMap(client -> files.read(client.resolve("info")).stream())
        .map(KernelNfs::client)
        .toList();
  }

  static Connected client(String info) {
    return new Connected(
        first(ADDRESS, info).orElse(""),
        first(NAME, info).orElse(""),
        first(MINOR, info).map(minor -> "4." + minor).orElse(""));
  }

  private static Optional<String> first(Pattern pattern, String text) {
    var found = pattern.matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
