package com.wizardsofts.ollamaswarm.node.swarm.spec;

import com.wizardsofts.ollamaswarm.node.swarm.Names;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.time.Duration;

/**
 * The wanted Ollama service.
 *
 * @param name of the service, and of its router in the gateway
 * @param image what every node has, resolved once for a rollout
 * @param replicas how many a newly created service starts with; an existing one keeps its count
 * @param network the overlay network that it shares with the gateway
 * @param modelsPath the store's {@code models/} folder on the nodes
 * @param constraintLabel node label that a node must carry, with {@code constraintValue}
 * @param resources what one replica may take
 * @param parallel answers that one replica gives at the same time
 * @param keepAlive how long a model stays loaded: Ollama's words, {@code -1} for ever
 * @param contextLength tokens
 * @param longestAnswer how long a stopping replica may go on to finish running answers
 * @param warmModel the model that must have answered once before a replica gets requests
 * @param port on which Ollama listens inside the network; published nowhere
 * @param entryPoint the gateway's entry point for Ollama
 * @param provider by which the gateway reads the labels
 * @param labels the operator's own, beside the gateway's
 */
public record ServiceSpec(
    String name,
    String image,
    int replicas,
    String network,
    String modelsPath,
    String constraintLabel,
    String constraintValue,
    Resources resources,
    int parallel,
    String keepAlive,
    int contextLength,
    Duration longestAnswer,
    String warmModel,
    int port,
    String entryPoint,
    SwarmProvider provider,
    OwnLabels labels) {
  private static final int HIGHEST_PORT = 65_535;
  private static final int LONGEST_ANSWER = 86_400;

  public ServiceSpec {
    Names.check("service.name", Names.SERVICE, name);
    Names.check("service.image", Names.IMAGE, image);
    Names.check("service.network", Names.NAME, network);
    Names.check("service.modelsPath", Names.PATH, modelsPath);
    Names.check("service.constraintLabel", Names.LABEL_KEY, constraintLabel);
    Names.check("service.constraintValue", Names.LABEL_VALUE, constraintValue);
    Names.check("service.keepAlive", Names.KEEP_ALIVE, keepAlive);
    Names.check("service.warmModel", Names.MODEL, warmModel);
    Names.check("service.entryPoint", Names.NAME, entryPoint);
    between("service.replicas", 0, replicas, Integer.MAX_VALUE);
    between("service.parallel", 1, parallel, Integer.MAX_VALUE);
    between("service.contextLength", 1, contextLength, Integer.MAX_VALUE);
    between("service.longestAnswer in seconds", 1, longestAnswer.toSeconds(), LONGEST_ANSWER);
    between("service.port", 1, port, HIGHEST_PORT);
  }

  private static void between(String field, long least, long value, long most) {
    if (value < least || value > most) {
      throw ProblemCode.BAD_INPUT
          .problem("%s: %d is not between %d and %d".formatted(field, value, least, most))
          .exception();
    }
  }
}
