package com.wizardsofts.ollamaswarm.node;

import com.wizardsofts.ollamaswarm.node.cli.OllamaSwarm;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;

/**
 * The program: the agent, or, with {@code ollama-swarm} as its first word, the command line, which
 * starts nothing of the agent.
 */
@QuarkusMain
public class NodeAgent {
  public static void main(String... words) {
    if (words.length > 0 && words[0].equals(OllamaSwarm.NAME)) {
      System.exit(OllamaSwarm.run(Arrays.copyOfRange(words, 1, words.length)));
    }
    Quarkus.run(words);
  }
}
