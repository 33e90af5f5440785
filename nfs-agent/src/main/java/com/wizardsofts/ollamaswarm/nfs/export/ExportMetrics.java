package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.api.NfsService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.ToDoubleFunction;

/**
 * The kernel's NFS server for Prometheus, looked up when it is asked for; NaN where the kernel does
 * not tell.
 */
@ApplicationScoped
public class ExportMetrics {
  private final MeterRegistry registry;
  private final KernelNfs kernel;

  public ExportMetrics(MeterRegistry registry, KernelNfs kernel) {
    this.registry = registry;
    this.kernel = kernel;
  }

  void start(@Observes StartupEvent event) {
    gauge("threads", "Threads of the kernel's NFS server", NfsService::threads);
    gauge(
        "clients",
        "NFSv4 clients with state with the kernel's NFS server now",
        service -> service.connected().size());
  }

  private void gauge(String name, String what, ToDoubleFunction<NfsService> value) {
    Gauge.builder("ollama.swarm.nfs." + name, kernel, it -> of(it, value))
        .description(what)
        .strongReference(true)
        .register(registry);
  }

  private static double of(KernelNfs kernel, ToDoubleFunction<NfsService> value) {
    return kernel.tells() ? value.applyAsDouble(kernel.service()) : Double.NaN;
  }
}
