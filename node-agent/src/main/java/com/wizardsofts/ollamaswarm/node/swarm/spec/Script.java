package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.wizardsofts.ollamaswarm.machine.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** The scripts of ours that Swarm puts into each replica's container. */
public enum Script {
  /** Its entry point: finishes running answers before it ends. */
  DRAIN("drain"),
  /** Its health check: healthy once the wanted model has answered. */
  HEALTH("health");

  /** With it the names of all configs of ours begin. */
  public static final String PREFIX = "ollama-swarm-";

  private static final int DIGITS = 12;
  private static final Pattern OURS =
      Pattern.compile(PREFIX + "(drain|health)-[0-9a-f]{%d}".formatted(DIGITS));

  private final String word;
  private final byte[] text;

  Script(String word) {
    this.word = word;
    this.text = read("/swarm/" + word + ".sh");
  }

  /** As it is put into the container. */
  public byte[] text() {
    return text.clone();
  }

  /** A Swarm config never changes, so its name tells which text it has. */
  public String configName() {
    return PREFIX + "%s-%s".formatted(word, Sha256.hex(text).substring(0, DIGITS));
  }

  /**
   * Whether a config is a script of ours, of this version or another; others may begin likewise.
   */
  static boolean isOurs(String configName) {
    return OURS.matcher(configName).matches();
  }

  /** Where it lies in the container. */
  public String target() {
    return "/ollama-swarm/%s.sh".formatted(word);
  }

  private static byte[] read(String resource) {
    try (var stream = Script.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("not in this build: " + resource);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
