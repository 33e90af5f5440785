package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.Verification;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.nfs.model.Models;
import com.wizardsofts.ollamaswarm.nfs.store.LastVerification;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the last verification found that still stands, and whether it is overdue. */
@ApplicationScoped
public class IntegrityCheck implements Check {
  private static final Duration LONG_AGO = Duration.ofDays(30);

  private final LastVerification last;
  private final StandingDamages standing;
  private final Models models;
  private final Clock clock;

  public IntegrityCheck(
      LastVerification last, StandingDamages standing, Models models, Clock clock) {
    this.last = last;
    this.standing = standing;
    this.models = models;
    this.clock = clock;
  }

  @Override
  public String subject() {
    return "the store's last verification";
  }

  @Override
  public List<Finding> look() {
    return last.find().map(this::findings).orElseGet(this::neverVerified);
  }

  private List<Finding> neverVerified() {
    return oldestModel().filter(this::isLongAgo).stream()
        .map(since -> "it was never verified, and its oldest model is of " + since)
        .map(FindingCode.STORE_UNVERIFIED::finding)
        .toList();
  }

  /** Nothing while the store cannot be read: another check says so. */
  private Optional<Instant> oldestModel() {
    try {
      return models.names().stream()
          .flatMap(name -> models.pulledAt(name).stream())
          .min(Comparator.naturalOrder());
    } catch (ProblemException e) {
      if (e.problem().is(ProblemCode.STORE_UNUSABLE)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean isLongAgo(Instant time) {
    return time.isBefore(clock.instant().minus(LONG_AGO));
  }

  private List<Finding> findings(Verification found) {
    var findings = new ArrayList<Finding>();
    for (var damage : standing.of(found)) {
      findings.add(
          FindingCode.STORE_DAMAGED.finding(
              "%s; needed by %s; seen %s".formatted(damage.fault(), damage.models(), found.at())));
    }
    if (isLongAgo(found.at())) {
      findings.add(
          FindingCode.STORE_UNVERIFIED.finding("the last verification ended " + found.at()));
    }
    return findings;
  }
}
