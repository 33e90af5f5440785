package com.wizardsofts.ollamaswarm.node;

import com.wizardsofts.ollamaswarm.step.Architecture;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void every_duty_stays_in_its_folder() {
    Architecture.check();
  }
}
