package com.wizardsofts.ollamaswarm.node.swarm.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.wizardsofts.ollamaswarm.docker.DockerEngine;
import com.wizardsofts.ollamaswarm.node.gateway.FakeDocker;
import com.wizardsofts.ollamaswarm.node.gateway.Reply;
import com.wizardsofts.ollamaswarm.node.lead.FakeLogs;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceLogTest {
  private static final int MOST_FOLLOWERS = 8;
  private final Queue<Throwable> dropped = new ConcurrentLinkedQueue<>();
  private final FakeLogs logs = new FakeLogs();
  private final FakeDocker docker;
  private final ServiceLog log;

  ServiceLogTest() throws IOException {
    docker = new FakeDocker(_ -> {});
    docker.also(
        (order, query, _) ->
            switch (order) {
              case "GET /services/ollama" -> Reply.json(JsonNodeFactory.instance.objectNode());
              case "GET /services/ollama/logs" -> logs.reply("", query);
              default -> null;
            });
    log = new ServiceLog(new DockerEngine(docker.address()));
  }

  @BeforeEach
  void seeWhatIsDropped() {
    Infrastructure.setDroppedExceptionHandler(dropped::add);
    logs.add("task0000000000000000000001", "Listening on [::]:11434");
  }

  @AfterEach
  void close() {
    Infrastructure.resetDroppedExceptionHandler();
    logs.close();
    docker.close();
  }

  @Test
  void one_follower_too_many_is_refused_and_those_who_do_not_follow_are_not() {
    // Given
    var followers = followers();
    // When / Then
    assertThat(refused(read(true))).isTrue();
    read(false).awaitCompletion();
    assertThat(followers).hasSize(MOST_FOLLOWERS);
  }

  @Test
  void a_follower_that_goes_makes_room_for_one_other_and_leaves_no_error_behind() {
    // Given
    var followers = followers();
    // When
    followers.getFirst().cancel();
    // Then
    awaitRoom();
    assertThat(refused(read(true))).isTrue();
    assertThat(dropped).isEmpty();
  }

  @Test
  void followers_who_went_before_their_logs_came_take_no_room() {
    // When
    for (int i = 0; i <= MOST_FOLLOWERS; i++) {
      read(true, true).awaitCompletion().assertHasNotReceivedAnyItem();
    }
    // Then
    assertThat(followers()).hasSize(MOST_FOLLOWERS);
  }

  @Test
  void followers_whose_logs_end_make_room_for_others() {
    // Given
    var followers = followers();
    // When
    logs.close();
    followers.forEach(AssertSubscriber::awaitCompletion);
    // Then
    awaitRoom();
    assertThat(dropped).isEmpty();
  }

  @Test
  void followers_whose_logs_break_are_told() {
    // Given
    var followers = followers();
    // When
    docker.close();
    // Then
    followers.forEach(AssertSubscriber::awaitFailure);
    assertThat(dropped).isEmpty();
  }

  @Test
  void each_line_names_its_task() {
    logs.add("other000000000000000000002", "[GIN] 200 | com.docker.swarm.task.id=none");
    assertThat(read(false).awaitCompletion().getItems())
        .containsExactly(
            "task00000000  Listening on [::]:11434\n",
            "other0000000  [GIN] 200 | com.docker.swarm.task.id=none\n");
  }

  private static boolean refused(AssertSubscriber<String> reader) {
    return reader.getFailure() instanceof ProblemException e
        && e.problem().code().equals("log.too-many-followers");
  }

  /** A reader sees the end of its stream a moment before its place is free. */
  private void awaitRoom() {
    await().until(() -> !refused(read(true)));
  }

  private List<AssertSubscriber<String>> followers() {
    var followers = new ArrayList<AssertSubscriber<String>>();
    for (int i = 0; i < MOST_FOLLOWERS; i++) {
      followers.add(read(true).awaitItems(1));
    }
    return followers;
  }

  private AssertSubscriber<String> read(boolean follow) {
    return read(follow, false);
  }

  private AssertSubscriber<String> read(boolean follow, boolean gone) {
    return log.lines("ollama", 1, follow, () -> gone)
        .subscribe()
        .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
  }
}
