package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.Verification;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import com.wizardsofts.ollamaswarm.nfs.store.LastVerification;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the last verification found that still stands, and whether it was long ago. */
@ApplicationScoped
public class IntegrityCheck implements Check {
  private static final Duration LONG_AGO = Duration.ofDays(30);

  private final LastVerification last;
  private final StandingDamages standing;
  private final Clock clock;

  public IntegrityCheck(LastVerification last, StandingDamages standing, Clock clock) {
    this.last = last;
    this.standing = standing;
    this.clock = clock;
  }

  @Override
  public String subject() {
    return "the store's last verification";
  }

  @Override
  public List<Finding> look() {
    return last.find().map(this::findings).orElse(List.of());
  }

  private List<Finding> findings(Verification found) {
    var findings = new ArrayList<Finding>();
    for (var damage : standing.of(found)) {
      findings.add(
          FindingCode.STORE_DAMAGED.finding(
              "%s; needed by %s; seen %s".formatted(damage.fault(), damage.models(), found.at())));
    }
    if (found.at().isBefore(clock.instant().minus(LONG_AGO))) {
      findings.add(
          FindingCode.STORE_UNVERIFIED.finding("the last verification ended " + found.at()));
    }
    return findings;
  }
}
