package com.wizardsofts.ollamaswarm.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

  @Test
  void nothing_wrong_is_no_finding() {
    assertThat(findings(List::of)).isEmpty();
  }

  @Test
  void a_check_that_cannot_look_is_a_finding_with_the_problems_remedy() {
    var found =
        findings(
            () -> {
              throw ProblemCode.GATEWAY_FILE.exception("a line");
            });
    assertThat(found)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("check.failed");
              assertThat(finding.cause()).contains("the test").contains("a line");
              assertThat(finding.remedy()).isEqualTo(ProblemCode.GATEWAY_FILE.remedy());
            });
  }

  @Test
  void an_engine_that_is_away_is_one_finding_however_many_checks_ask_it() {
    Supplier<List<Finding>> asks =
        () -> {
          throw ProblemCode.DOCKER_UNREACHABLE.problem("GET").causedBy("refused").exception();
        };
    assertThat(findings(asks, List::of, asks))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("docker.down");
              assertThat(finding.server()).isEqualTo("s84");
              assertThat(finding.cause()).isEqualTo("GET: refused");
            });
  }

  @Test
  void a_swarm_without_a_leader_is_one_finding_however_many_checks_ask_it() {
    Supplier<List<Finding>> asks =
        () -> {
          throw ProblemCode.SWARM_NO_LEADER.problem("GET").causedBy("no leader").exception();
        };
    assertThat(findings(asks, asks))
        .singleElement()
        .extracting(Finding::code)
        .isEqualTo("swarm.no-leader");
  }

  @Test
  void a_check_that_hangs_delays_nobody_for_ever() {
    var never = new CountDownLatch(1);
    var checks = List.of(check(() -> awaitOrGoOn(never)));
    var found = diagnosis(checks, Duration.ofMillis(300)).findings();
    assertThat(found).singleElement().extracting(Finding::cause).asString().contains("no answer");
  }

  private static List<Finding> awaitOrGoOn(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  @Test
  void many_that_hang_delay_no_longer_than_one() {
    // Given: as many as would take five minutes with a limit each
    var never = new CountDownLatch(1);
    var hanging = check(() -> awaitOrGoOn(never));
    var checks = Collections.nCopies(1_000, hanging);
    // When / Then
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> assertThat(diagnosis(checks, Duration.ofMillis(300)).findings()).isNotEmpty());
  }

  @SafeVarargs
  private static List<Finding> findings(Supplier<List<Finding>>... looks) {
    return diagnosis(Stream.of(looks).map(DiagnosisTest::check).toList(), Duration.ofMinutes(1))
        .findings();
  }

  private static Diagnosis diagnosis(List<Check> checks, Duration limit) {
    return new Diagnosis(checks, () -> "s84", limit);
  }

  private static Check check(Supplier<List<Finding>> look) {
    return new Check() {
      @Override
      public String subject() {
        return "the test";
      }

      @Override
      public List<Finding> look() {
        return look.get();
      }
    };
  }
}
