package com.wizardsofts.ollamaswarm.nfs.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.Verification;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What the last verification of the whole store found; kept in the agent's state. */
@ApplicationScoped
public class LastVerification {
  private static final Logger LOG = Logger.getLogger(LastVerification.class);

  private final HostFiles files;
  private final ObjectMapper json;
  private final Path record;
  private volatile @Nullable Verification last;

  public LastVerification(HostFiles files, ObjectMapper json, NfsAgentConfig config) {
    this.files = files;
    this.json = json;
    this.record = config.stateFolder().resolve("verification.json");
    this.last = read();
  }

  /** Nothing before the first one. */
  public Optional<Verification> find() {
    return Optional.ofNullable(last);
  }

  /** Remembers another one; where that cannot be written down, until the agent's end. */
  public void is(Verification verification) {
    last = verification;
    try {
      files.write(record, json.writeValueAsString(verification));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    } catch (ProblemException e) {
      LOG.warnf("the verification could not be written down: %s", e.problem().text());
    }
  }

  private @Nullable Verification read() {
    try {
      var text = files.readDamaged(record);
      return text.isPresent() ? json.readValue(text.get(), Verification.class) : null;
    } catch (JsonProcessingException e) {
      LOG.warnf("%s is damaged, as if the store was never verified: %s", record, e);
      return null;
    }
  }
}
