package com.wizardsofts.ollamaswarm.node.swarm.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceLogTest {
  private static final int MOST_FOLLOWERS = 8;
  private final RecordedEngine docker =
      new RecordedEngine().on("GET /services/ollama", "{}").on("GET /services/ollama/logs", "");
  private final ServiceLog log = new ServiceLog(docker.engine());

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void one_follower_too_many_is_refused_and_those_who_do_not_follow_are_not() {
    // Given
    var followers = followers();
    // When / Then
    assertThatThrownBy(() -> log.lines("ollama", 1, true))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("log.too-many-followers"));
    assertThat(followers).hasSize(MOST_FOLLOWERS);
    log.lines("ollama", 1, false)
        .subscribe()
        .withSubscriber(AssertSubscriber.create(1))
        .awaitCompletion();
  }

  @Test
  void a_follower_that_goes_makes_room_for_one_other() {
    // Given
    var followers = followers();
    // When
    followers.getFirst().subscribe().withSubscriber(AssertSubscriber.create(1)).cancel();
    // Then
    assertThat(log.lines("ollama", 1, true)).isNotNull();
    assertThatThrownBy(() -> log.lines("ollama", 1, true)).isInstanceOf(ProblemException.class);
  }

  @Test
  void a_follower_whose_logs_end_or_break_makes_room_for_another() {
    // Given
    var followers = followers();
    // When
    followers.get(0).subscribe().withSubscriber(AssertSubscriber.create(1)).awaitCompletion();
    docker.away(true);
    followers.get(1).subscribe().withSubscriber(AssertSubscriber.create(1)).awaitFailure();
    docker.away(false);
    // Then
    awaitRoom();
    awaitRoom();
    assertThatThrownBy(() -> log.lines("ollama", 1, true)).isInstanceOf(ProblemException.class);
  }

  /** A reader sees the end of its stream a moment before its place is free. */
  private void awaitRoom() {
    await()
        .ignoreException(ProblemException.class)
        .until(() -> log.lines("ollama", 1, true) != null);
  }

  private List<Multi<String>> followers() {
    var followers = new ArrayList<Multi<String>>();
    for (int i = 0; i < MOST_FOLLOWERS; i++) {
      followers.add(log.lines("ollama", 1, true));
    }
    return followers;
  }
}
