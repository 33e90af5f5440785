package com.wizardsofts.ollamaswarm.node.rollout.probe;

/**
 * How one request ended.
 *
 * @param status HTTP status; 0 when there was no answer
 * @param body the answer, or why there was none
 * @param millis how long it took
 */
public record Answer(int status, String body, long millis) {
  public boolean good() {
    return status >= 200 && status < 300;
  }

  /** Whether it is Ollama's list of models, and has this one. */
  public boolean lists(String model) {
    return good() && body.contains("\"name\":\"" + model + "\"");
  }
}
