package com.wizardsofts.ollamaswarm.nfs.registry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;

/** Cuts a request off that takes longer: the socket's limit begins anew with each byte. */
final class TimeLimit implements AutoCloseable {
  private final CompletableFuture<Void> alarm;

  TimeLimit(HttpGet request, Duration limit) {
    alarm =
        CompletableFuture.runAsync(
            request::cancel,
            CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void close() {
    alarm.cancel(false);
  }
}
