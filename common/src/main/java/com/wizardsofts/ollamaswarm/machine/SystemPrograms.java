package com.wizardsofts.ollamaswarm.machine;

import com.wizardsofts.ollamaswarm.problem.InWords;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import io.smallrye.common.process.PipelineExecutionException;
import io.smallrye.common.process.ProcessBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The real programs of this server, with a fixed path and language. */
@ApplicationScoped
public class SystemPrograms implements Programs {
  private static final int MOST_OUTPUT = 1 << 20;
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "LC_ALL", "C.UTF-8");

  @Override
  public Result run(Duration limit, List<String> command) {
    var exitCode = new AtomicInteger();
    var timedOut = new AtomicBoolean();
    var errors = new StringBuilder();
    String output;
    try {
      output =
          ProcessBuilder.newBuilder(command.getFirst(), command.subList(1, command.size()))
              .environment(ENVIRONMENT)
              .exitCodeChecker(
                  code -> {
                    exitCode.set(code);
                    return true;
                  })
              .error()
              .logOnSuccess(false)
              .consumeLinesWith(
                  8192,
                  line -> {
                    if (errors.length() < MOST_OUTPUT) {
                      errors.append(line).append('\n');
                    }
                  })
              .output()
              .toSingleString(MOST_OUTPUT)
              .whileRunning(process -> killAfter(limit, process, timedOut))
              .run();
    } catch (PipelineExecutionException e) {
      throw ProblemCode.PROGRAM_FAILED
          .problem("%s could not be run".formatted(command.getFirst()))
          .causedBy(String.valueOf(e.getMessage()))
          .withRemedy("Install the package that has " + command.getFirst() + ".")
          .exception();
    }
    if (timedOut.get()) {
      throw ProblemCode.PROGRAM_TIMEOUT
          .problem(
              "%s did not end within %s".formatted(String.join(" ", command), InWords.of(limit)))
          .withEvidence(errors.toString().lines().limit(10).toList())
          .exception();
    }
    return new Result(exitCode.get(), output, errors.toString());
  }

  /**
   * The library's own time limits start only when the output has ended, so a program that hangs is
   * killed here; its children too, for they hold the pipe.
   */
  private static void killAfter(
      Duration limit,
      io.smallrye.common.process.WaitableProcessHandle process,
      AtomicBoolean timedOut) {
    boolean ended;
    try {
      ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = false;
    }
    if (!ended) {
      timedOut.set(true);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
