package com.wizardsofts.ollamaswarm.diagnosis;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Whether the Docker Engine answers, also on a server where nothing else asks it. */
@ApplicationScoped
public class EngineCheck implements Check {
  private final DockerEngine engine;

  public EngineCheck(DockerEngine engine) {
    this.engine = engine;
  }

  @Override
  public String subject() {
    return "the Docker Engine";
  }

  @Override
  public List<Finding> look() {
    engine.get("/info");
    return List.of();
  }
}
