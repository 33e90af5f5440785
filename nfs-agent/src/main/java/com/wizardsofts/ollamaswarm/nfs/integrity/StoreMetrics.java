package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.api.Verification;
import com.wizardsofts.ollamaswarm.nfs.model.Blobs;
import com.wizardsofts.ollamaswarm.nfs.model.Models;
import com.wizardsofts.ollamaswarm.nfs.store.LastVerification;
import com.wizardsofts.ollamaswarm.nfs.store.ModelStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The store's figures for Prometheus, looked up when they are asked for; NaN while the store cannot
 * be read or was never verified.
 */
@ApplicationScoped
public class StoreMetrics {
  private final MeterRegistry registry;
  private final ModelStore store;
  private final Models models;
  private final Blobs blobs;
  private final LastVerification last;
  private final StandingDamages standing;

  public StoreMetrics(
      MeterRegistry registry,
      ModelStore store,
      Models models,
      Blobs blobs,
      LastVerification last,
      StandingDamages standing) {
    this.registry = registry;
    this.store = store;
    this.models = models;
    this.blobs = blobs;
    this.last = last;
    this.standing = standing;
  }

  void start(@Observes StartupEvent event) {
    gauge("ollama.swarm.store.bytes", "Size of all blobs", () -> blobs.bytes(blobs.files()));
    gauge("ollama.swarm.store.free.bytes", "Room on the store's disk", store::freeBytes);
    gauge("ollama.swarm.store.models", "Models in the store", () -> models.names().size());
    verification(
        "damaged.files",
        "Files it found damaged, without those mended or deleted since",
        found -> standing.of(found).size());
    verification(
        "seconds", "When it ended, in seconds since 1970", found -> found.at().getEpochSecond());
  }

  /** Micrometer makes NaN of what a gauge throws. */
  private void gauge(String name, String what, Supplier<Number> value) {
    Gauge.builder(name, value).description(what).strongReference(true).register(registry);
  }

  private void verification(String name, String what, ToDoubleFunction<Verification> value) {
    gauge(
        "ollama.swarm.store.verification." + name,
        "The store's last verification: " + what,
        () -> last.find().map(found -> value.applyAsDouble(found)).orElse(Double.NaN));
  }
}
