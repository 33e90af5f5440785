package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.node.FakeAgents;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Agents by address that answer what a test says, that hang, or that are away. */
final class SimulatedAgents extends FakeAgents {
  /** By the name of the interface's method, or by address and that name: {@code h:1 status}. */
  final Map<String, Object> answers = new ConcurrentHashMap<>();

  final Set<String> hanging = ConcurrentHashMap.newKeySet();
  final Set<String> away = ConcurrentHashMap.newKeySet();
  final AtomicInteger asked = new AtomicInteger();
  private final Set<String> questions = ConcurrentHashMap.newKeySet();
  private final CountDownLatch never = new CountDownLatch(1);

  @Override
  protected @Nullable Object answer(String address, String method, Object[] given) {
    asked.incrementAndGet();
    questions.add(
        Stream.concat(Stream.of(address, method), Stream.of(given))
            .map(String::valueOf)
            .collect(Collectors.joining(" ")));
    if (hanging.contains(address)) {
      hang();
    }
    if (away.contains(address)) {
      throw ProblemCode.AGENT_UNREACHABLE.exception(address);
    }
    return answers.getOrDefault(address + " " + method, answers.get(method));
  }

  /** Whether somebody asked for this, as {@code h:1 status} or {@code h:1 node /m}. */
  boolean hasBeenAsked(String question) {
    return questions.contains(question);
  }

  private void hang() {
    try {
      never.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
