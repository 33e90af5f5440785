package com.wizardsofts.ollamaswarm.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Docker Engine that has come to a halt, as a stopped process or one in a deadlock. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimedRequestsTest {
  /** For what is never answered, so that it needs not be waited for. */
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  /** For what is answered, however slow this machine is. */
  private static final Duration LONG = Duration.ofHours(1);

  private static final String HALF =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"half\":";
  private static final String FRAMES =
      "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
          + "Transfer-Encoding: chunked\r\n\r\n";

  @TempDir Path folder;
  private HangingEngine docker;

  /** Parts of paths; what has none of them is expected to be answered. */
  private final Set<String> unanswered = new CopyOnWriteArraySet<>();

  /** Likewise, for answers that begin and do not end. */
  private final Set<String> stopping = new CopyOnWriteArraySet<>();

  @BeforeEach
  void an_engine_that_hangs() throws IOException {
    docker = new HangingEngine(folder.resolve("docker.sock"));
  }

  private DockerEngine engine(URI address) {
    return new DockerEngine(
        address, requests -> new TimedRequests(requests, this::limit, limit("/version")));
  }

  private Duration limit(String path) {
    for (var begun : stopping) {
      if (path.contains(begun) && stopping.remove(begun)) {
        unanswered.add(begun);
        return LONG;
      }
    }
    return unanswered.stream().anyMatch(path::contains) ? AT_ONCE : LONG;
  }

  @AfterEach
  void hang_up() {
    docker.close();
  }

  @Test
  void an_engine_that_accepts_and_says_nothing_is_given_up() {
    unanswered.addAll(Set.of("/version", "/info", "/_ping"));
    var engine = engine(docker.address());
    assertSilent(() -> engine.get("/info"));
    assertSilent(() -> engine.ask("ping", client -> client.pingCmd().exec()));
    // The thread goes on to serve others: nothing of the interrupt may be left.
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void what_it_knows_without_looking_is_not_waited_for_as_long_as_its_work() {
    var limit = Duration.ofMinutes(2);
    assertThat(TimedRequests.silence("/v1.44/info", limit)).isLessThan(Duration.ofSeconds(10));
    assertThat(TimedRequests.silence("/version", limit)).isLessThan(Duration.ofSeconds(10));
    assertThat(TimedRequests.silence("/v1.44/networks", limit)).isEqualTo(limit);
    assertThat(TimedRequests.silence("/v1.44/containers/a/stop?t=9", limit)).isGreaterThan(limit);
    assertThat(TimedRequests.silence("/info", Duration.ofMillis(1)))
        .isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void a_manager_that_waits_for_its_swarm_is_not_called_frozen() {
    // Given: it knows its version, and its info is the leader's business
    docker.says("/version", HangingEngine.VERSION);
    unanswered.add("/info");
    var engine = engine(docker.address());
    // When / Then
    assertThatThrownBy(() -> engine.get("/info"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(DockerEngine.hangs(e)).isFalse();
              assertThat(e.problem().cause()).contains("leader");
              assertThat(e.problem().remedy()).doesNotContain("restart");
            });
  }

  @Test
  void one_that_hangs_is_told_from_one_that_is_away() {
    unanswered.add("/version");
    assertThatThrownBy(() -> engine(docker.address()).get("/info"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(DockerEngine.hangs(e)).isTrue());
    unanswered.clear();
    var away = engine(URI.create("unix:///no/such/docker.sock"));
    assertThatThrownBy(() -> away.get("/info"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(DockerEngine.hangs(e)).isFalse());
  }

  @Test
  void an_answer_that_stops_in_the_middle_is_given_up() {
    // Given
    docker.says("/version", HangingEngine.VERSION).says("/info", HALF);
    var engine = engine(docker.address());
    // When / Then
    stopping.add("/info");
    assertSilent(() -> engine.get("/info"));
    stopping.add("/info");
    assertSilent(() -> engine.ask("info", client -> client.infoCmd().exec()));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void an_engine_that_answers_again_is_used_again() {
    // Given
    unanswered.add("/version");
    var engine = engine(docker.address());
    assertSilent(() -> engine.get("/info"));
    // When
    unanswered.clear();
    docker.says("/version", HangingEngine.VERSION).says("/info", HangingEngine.whole("{\"a\":1}"));
    // Then
    assertThat(engine.get("/info").path("a").asInt()).isEqualTo(1);
  }

  @Test
  void nobody_waits_for_anothers_question_about_the_versions() {
    // Given: an Engine that will say nothing during this test
    var engine = engine(docker.address());
    // When
    for (int i = 0; i < 2; i++) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> assertThatThrownBy(() -> engine.get("/info")).isNotNull());
    }
    // Then
    await().until(() -> docker.requests.size() == 2);
  }

  @Test
  void a_log_that_is_followed_may_say_nothing_for_longer() throws Exception {
    // Given
    docker.says("/version", HangingEngine.VERSION).says("/logs", FRAMES + frame("first"));
    unanswered.add("/nodes");
    stopping.add("/logs");
    var engine = engine(docker.address());
    var lines = new Lines();
    // When: another request has been given up meanwhile
    engine.ask(
        "follow", c -> c.logContainerCmd("c").withStdOut(true).withFollowStream(true).exec(lines));
    await().until(() -> lines.seen.contains("first"));
    assertSilent(() -> engine.get("/nodes"));
    docker.goOn("/logs", frame("second") + "0\r\n\r\n");
    // Then
    assertThat(lines.awaitCompletion(30, TimeUnit.SECONDS)).isTrue();
    assertThat(lines.seen).containsExactly("first", "second");
  }

  @Test
  void a_log_that_is_not_followed_may_not() {
    // Given
    docker.says("/version", HangingEngine.VERSION).says("/logs", FRAMES + frame("first"));
    stopping.add("/logs");
    var engine = engine(docker.address());
    // When / Then
    assertSilent(
        () ->
            engine.ask(
                "read",
                c -> {
                  try {
                    return c.logContainerCmd("c")
                        .withStdOut(true)
                        .exec(new Lines())
                        .awaitCompletion();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }));
  }

  /** One chunk with a frame of a container's standard output. */
  private static String frame(String line) {
    var frame = "\1\0\0\0\0\0\0" + (char) line.length() + line;
    return "%x\r\n%s\r\n".formatted(frame.length(), frame);
  }

  private static void assertSilent(ThrowingCallable question) {
    assertThatThrownBy(question)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().code()).isEqualTo("docker.unreachable");
              assertThat(e.problem().cause()).contains("no answer within");
              assertThat(e.problem().remedy()).contains("systemctl restart docker");
            });
  }

  private static final class Lines extends ResultCallback.Adapter<Frame> {
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @Override
    public void onNext(Frame frame) {
      seen.add(new String(frame.getPayload(), StandardCharsets.UTF_8));
    }
  }
}
