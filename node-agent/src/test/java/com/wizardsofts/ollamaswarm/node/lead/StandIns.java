package com.wizardsofts.ollamaswarm.node.lead;

import com.wizardsofts.ollamaswarm.trust.LabPki;
import com.wizardsofts.ollamaswarm.trust.ServerStandIns;
import java.io.IOException;
import java.nio.file.Path;

/** A {@link LeadMachine} for the agent under test. */
public class StandIns extends ServerStandIns {
  @Override
  protected Machine machine(Path root) throws IOException {
    return new LeadMachine(root);
  }

  /** After {@link LabPki}, whose certificate of server 80 other tests want for all. */
  @Override
  public int order() {
    return 1;
  }
}
