package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.api.Damage;
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
import java.util.stream.Collectors;

/**
 * What the last verification found that still stands, what was found since, and whether it is
 * overdue.
 */
@ApplicationScoped
public class IntegrityCheck implements Check {
  private static final Duration LONG_AGO = Duration.ofDays(30);

  private final LastVerification last;
  private final StandingDamages damages;
  private final Models models;
  private final Clock clock;

  public IntegrityCheck(
      LastVerification last, StandingDamages damages, Models models, Clock clock) {
    this.last = last;
    this.damages = damages;
    this.models = models;
    this.clock = clock;
  }

  @Override
  public String subject() {
    return "the store's last verification";
  }

  @Override
  public List<Finding> look() {
    try {
      var findings = new ArrayList<Finding>();
      var seen = last.find();
      var standing = seen.map(damages::of).orElse(List.of());
      seen.ifPresent(found -> standing.forEach(it -> findings.add(damaged(it, found.at()))));
      findings.addAll(newer(standing));
      findings.addAll(seen.map(this::overdue).orElseGet(this::neverVerified));
      return findings;
    } catch (ProblemException e) {
      if (e.problem().is(ProblemCode.STORE_UNUSABLE)) {
        // The folders cannot be listed: another check says so.
        return List.of();
      }
      throw e;
    }
  }

  private static Finding damaged(Damage damage, Instant seen) {
    return FindingCode.STORE_DAMAGED.finding(
        "%s; needed by %s; seen %s".formatted(damage.fault(), damage.models(), seen));
  }

  private List<Finding> newer(List<Damage> told) {
    var files = told.stream().map(Damage::file).collect(Collectors.toSet());
    return damages.known().stream()
        .filter(damage -> !files.contains(damage.file()))
        .map(damage -> "%s; needed by %s".formatted(damage.fault(), damage.models()))
        .map(FindingCode.STORE_DAMAGED::finding)
        .toList();
  }

  private List<Finding> neverVerified() {
    return oldestModel().filter(this::isLongAgo).stream()
        .map(since -> "it was never verified, and its oldest model is of " + since)
        .map(FindingCode.STORE_UNVERIFIED::finding)
        .toList();
  }

  private Optional<Instant> oldestModel() {
    return models.names().stream()
        .flatMap(name -> models.pulledAt(name).stream())
        .min(Comparator.naturalOrder());
  }

  private boolean isLongAgo(Instant time) {
    return time.isBefore(clock.instant().minus(LONG_AGO));
  }

  private List<Finding> overdue(Verification found) {
    return isLongAgo(found.at())
        ? List.of(FindingCode.STORE_UNVERIFIED.finding("the last verification ended " + found.at()))
        : List.of();
  }
}
