package com.wizardsofts.ollamaswarm.nfs.whole;

import com.wizardsofts.ollamaswarm.trust.ServerStandIns;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** A {@link StoreMachine} for the agent under test. */
public class StandIns extends ServerStandIns {
  @Override
  protected Machine machine(Path root) throws IOException, GeneralSecurityException {
    return new StoreMachine(root);
  }
}
