package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.Programs.Result;
import com.wizardsofts.ollamaswarm.machine.ScriptedPrograms;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A server with an empty store, whose kernel exports what our file says. */
final class ExportingServer {
  static final Path OURS = Path.of("/etc/exports.d/ollama-swarm.exports");
  static final String STORE = "/opt/ollama-models";

  final ScriptedPrograms programs = new ScriptedPrograms();

  /** What exportfs says when it reads the files. */
  String complaint = "";

  private final HostFiles files;

  ExportingServer(HostFiles files) throws IOException {
    this.files = files;
    Files.createDirectories(files.locate(Path.of(STORE)));
    programs.on("systemctl show", "LoadState=loaded\nActiveState=active\n");
    programs.on("exportfs -ra", () -> new Result(complaint.isEmpty() ? 0 : 1, "", complaint));
    programs.on("exportfs -v", () -> new Result(0, listing(), ""));
  }

  /** The export of a store at that path, whose folders are made. */
  StoreExport export(String path) {
    var config = TestSettings.of(Map.of("nfs-agent.store", path));
    var store = new ModelStore(files, config);
    store.prepare();
    return new StoreExport(
        store,
        files,
        new ForeignExports(files, config),
        new NfsServer(programs, config),
        new KernelNfs(files),
        new Firewall(files, programs, config),
        config);
  }

  /** Our file; empty when there is none. */
  String text() {
    return files.read(OURS).orElse("");
  }

  /** What exportfs lists for its lines of one client. */
  String listing() {
    return Pattern.compile("(?m)^(/\\S+) (\\S+)$")
        .matcher(text())
        .results()
        .map(line -> line.group(1) + "\n\t\t" + line.group(2) + "\n")
        .collect(Collectors.joining());
  }
}
