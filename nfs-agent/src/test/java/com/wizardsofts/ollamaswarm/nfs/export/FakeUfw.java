package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.machine.Programs.Result;
import com.wizardsofts.ollamaswarm.machine.ScriptedPrograms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** As much of ufw as an export asks for; its words are those of ufw 0.36.2, met on the lab. */
final class FakeUfw {
  /** As {@code ufw show added} prints them. */
  final List<String> rules = new ArrayList<>();

  boolean active = true;

  FakeUfw(HostFiles files, ScriptedPrograms programs) {
    files.write(Path.of("/usr/sbin/ufw"), "");
    programs.on("ufw status", () -> said("Status: %s".formatted(active ? "active" : "inactive")));
    programs.on(
        "ufw show added",
        () -> said("Added user rules (see 'ufw status' for running firewall):\n" + listed()));
    programs.on("ufw allow", () -> changed(programs.calls().getLast(), true));
    programs.on("ufw delete allow", () -> changed(programs.calls().getLast(), false));
  }

  private String listed() {
    return rules.isEmpty() ? "(None)" : String.join("\n", rules);
  }

  private Result changed(String command, boolean added) {
    var words = List.of(command.split(" "));
    var rule =
        "ufw allow from %s to any port 2049 proto tcp"
            .formatted(words.get(words.indexOf("from") + 1));
    rules.removeIf(known -> known.startsWith(rule));
    if (added) {
      rules.add(rule + " comment '%s'".formatted(words.get(words.indexOf("comment") + 1)));
    }
    return said(added ? "Rule added" : "Rule deleted");
  }

  private static Result said(String text) {
    return new Result(0, text + "\n", "");
  }
}
