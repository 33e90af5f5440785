package com.wizardsofts.ollamaswarm.node.mount;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.MountTable;
import com.wizardsofts.ollamaswarm.machine.Programs.Result;
import com.wizardsofts.ollamaswarm.machine.ScriptedPrograms;
import com.wizardsofts.ollamaswarm.node.NodeAgentConfigTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A node with an empty mount point, and a store's server that accepts connections. */
abstract class MountsFixture {
  static final String POINT = "/opt/ollama-models";
  static final String UNIT = "opt-ollama\\x2dmodels.mount";
  static final Path UNIT_FILE = Path.of("/etc/systemd/system", UNIT);
  static final Path READ_AHEAD = Path.of("/sys/class/bdi/0:52/read_ahead_kb");
  static final String ROOT = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n";
  static final String MARKER = "{\"id\":\"store-1\",\"counter\":7}" + " ".repeat(40);

  @TempDir Path root;
  HostFiles files;
  ServerSocket server;
  final ScriptedPrograms programs = new ScriptedPrograms();

  @BeforeEach
  void a_server_with_an_empty_mount_point() throws IOException {
    files = new HostFiles(root);
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    table("");
    programs
        .on("systemd-escape -p --suffix=mount " + POINT, UNIT + "\n")
        .on("systemctl", "")
        .on("systemctl is-enabled", "enabled\n")
        .on("ls -A " + POINT, "")
        .on("dd", MARKER)
        .on("touch", () -> new Result(1, "", "touch: cannot touch: Read-only file system\n"));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  Mounts mounts() {
    return new Mounts(
        NodeAgentConfigTest.config(Map.of()),
        programs,
        files,
        new MountTable(files),
        new StoreServer(server.getLocalPort()),
        readAhead());
  }

  ReadAhead readAhead() {
    return new ReadAhead(NodeAgentConfigTest.config(Map.of()), files, new MountTable(files));
  }

  void table(String lines) {
    files.write(Path.of("/proc/self/mountinfo"), ROOT + lines);
  }

  static String mounted(String type, String source, String mode) {
    return mounted(type, source, mode, "vers=4.2,rsize=1048576,hard,proto=tcp");
  }

  static String mounted(String type, String source, String mode, String options) {
    return "90 22 0:52 / %s %s,noatime shared:1 - %s %s %s,%s\n"
        .formatted(POINT, mode, type, source, mode, options);
  }
}
