package com.wizardsofts.ollamaswarm.server;

import com.wizardsofts.ollamaswarm.step.Await;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The time, and waiting, as the agents' classes are given them; tests give others. */
final class OutsideWorld {

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  Await await() {
    return new Await();
  }
}
