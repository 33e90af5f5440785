package com.wizardsofts.ollamaswarm.trust;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * The lead that this agent follows: of all that were made known to it the one with the highest
 * number. It is on the disk, so that neither a restart nor a power cut lets an older one in again.
 */
@ApplicationScoped
public class KnownLead {
  private static final Path FOLLOWED = Path.of("/var/lib/ollama-swarm/lead");
  private static final Path OWN_ID = Path.of("/var/lib/ollama-swarm/lead-id");

  private final HostFiles files;

  public KnownLead(HostFiles files) {
    this.files = files;
  }

  /** {@link Lead#NONE} before the first one. */
  public synchronized Lead now() {
    return files.read(FOLLOWED).map(text -> Lead.parse(text.strip())).orElse(Lead.NONE);
  }

  /** That lead when it is this very server. */
  public synchronized Optional<Lead> own() {
    return Optional.of(now()).filter(this::isOwn);
  }

  /** Whether this lead, by whatever number, is this very server. */
  public boolean isOwn(Lead lead) {
    return lead.number() > 0
        && files.read(OWN_ID).map(String::strip).filter(lead.id()::equals).isPresent();
  }

  /** This server as a lead by that number; nobody follows it yet. */
  public synchronized Lead own(long number, String name) {
    if (!files.exists(OWN_ID)) {
      files.write(OWN_ID, UUID.randomUUID() + "\n");
    }
    return new Lead(number, files.read(OWN_ID).orElseThrow().strip(), name);
  }

  /** From now on follows this lead; {@code lead.superseded} when it follows a newer one. */
  public synchronized void follow(Lead lead) {
    var known = now();
    if (lead.equals(known) || known.number() == 0 && lead.number() == 0) {
      return;
    }
    if (lead.number() <= known.number()) {
      throw superseded(lead, known);
    }
    files.write(FOLLOWED, lead.text() + "\n");
  }

  /** Throws {@code lead.superseded} when another server leads by now. */
  public void requireOwn() {
    var known = now();
    if (known.number() > 0 && own().isEmpty()) {
      throw superseded(new Lead(0, "", "this server"), known);
    }
  }

  private static ProblemException superseded(Lead lead, Lead known) {
    return ProblemCode.LEAD_SUPERSEDED.exception(
        "%s gave an order by number %d; this agent follows %s by number %d"
            .formatted(lead.name(), lead.number(), known.name(), known.number()));
  }
}
