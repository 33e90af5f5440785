package com.wizardsofts.ollamaswarm.diagnosis;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.server.ThisServer;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Everything that this server's checks find; all look at the same time, and none is waited for
 * longer.
 */
@ApplicationScoped
public class Diagnosis {
  private static final Logger LOG = Logger.getLogger(Diagnosis.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Set<String> AWAY =
      Set.of(
          FindingCode.DOCKER_DOWN.code(),
          FindingCode.DOCKER_FROZEN.code(),
          FindingCode.SWARM_NO_LEADER.code());

  private final List<Check> checks;
  private final Supplier<String> host;
  private final Duration limit;

  @Inject
  public Diagnosis(@All List<Check> checks, ThisServer server) {
    this(checks, server::host, LIMIT);
  }

  /** With another source of this server's name, and another limit for all checks together. */
  Diagnosis(List<Check> checks, Supplier<String> host, Duration limit) {
    this.checks = List.copyOf(checks);
    this.host = host;
    this.limit = limit;
  }

  /** The findings, without those that another one of them explains. */
  public List<Finding> findings() {
    ExecutorService looks = Executors.newVirtualThreadPerTaskExecutor();
    try {
      var end = System.nanoTime() + limit.toNanos();
      var running = checks.stream().map(check -> looks.submit(check::look)).toList();
      var found =
          Stream.iterate(0, i -> i < checks.size(), i -> i + 1)
              .flatMap(i -> result(checks.get(i), running.get(i), end).stream())
              .toList();
      var name = host.get();
      return RootCauses.of(onceDown(found).stream().map(finding -> finding.on(name)).toList());
    } finally {
      // Not close(): that would wait for a look that hangs.
      looks.shutdownNow();
    }
  }

  private List<Finding> result(Check check, Future<List<Finding>> look, long end) {
    try {
      return look.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return List.of(failed(check, "no answer within " + InWords.of(limit)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException known) {
        return List.of(failed(check, known));
      }
      LOG.errorf(e.getCause(), "looking at %s", check.subject());
      return List.of(failed(check, String.valueOf(e.getCause())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(failed(check, "interrupted"));
    }
  }

  /** Several checks ask the Engine; that it is away, frozen or without a leader, is one finding. */
  private static List<Finding> onceDown(List<Finding> found) {
    var seen = new HashSet<String>();
    return found.stream().filter(f -> !AWAY.contains(f.code()) || seen.add(f.code())).toList();
  }

  private static Finding failed(Check check, ProblemException known) {
    var problem = known.problem();
    return away(known)
        .map(code -> code.finding("%s: %s".formatted(problem.detail(), problem.cause())))
        .orElseGet(
            () -> failed(check, String.valueOf(known.getMessage())).withRemedy(problem.remedy()));
  }

  private static Optional<FindingCode> away(ProblemException known) {
    if (known.problem().is(ProblemCode.SWARM_NO_LEADER)) {
      return Optional.of(FindingCode.SWARM_NO_LEADER);
    }
    return Optional.of(
            DockerEngine.hangs(known) ? FindingCode.DOCKER_FROZEN : FindingCode.DOCKER_DOWN)
        .filter(_ -> known.problem().is(ProblemCode.DOCKER_UNREACHABLE));
  }

  private static Finding failed(Check check, String cause) {
    return FindingCode.CHECK_FAILED.finding(check.subject() + ": " + cause);
  }
}
