package com.wizardsofts.ollamaswarm.node.gateway.traefik;

import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the running Traefik says about itself. */
public record TraefikNow(
    String version, List<EntryPoint> entryPoints, Set<String> providers, List<Router> routers) {

  /** A door of Traefik; {@code readTimeout} as Traefik writes it, empty for none. */
  public record EntryPoint(String name, String address, String readTimeout) {}

  /** By what it reads the services of a Swarm. */
  public SwarmProvider provider() {
    return new TraefikVersion(version).provider();
  }

  /** Whether it runs with what the static file is to say. */
  public boolean has(String entryPoint, int port) {
    return entryPoints.stream()
            .filter(e -> e.name().equalsIgnoreCase(entryPoint))
            .anyMatch(e -> e.address().endsWith(":" + port) && endless(e.readTimeout()))
        && hasProvider(provider().label())
        && hasProvider("file");
  }

  private boolean hasProvider(String name) {
    return providers.stream().anyMatch(p -> p.equalsIgnoreCase(name));
  }

  private static boolean endless(String readTimeout) {
    return readTimeout.isEmpty() || readTimeout.toLowerCase(Locale.ROOT).matches("0s?");
  }

  /** The enabled routers that are neither ours nor Traefik's own, by title. */
  public Set<String> foreignRouters() {
    return titles(r -> r.enabled() && !r.ours(provider()));
  }

  /** The enabled routers that are there by containers' labels, by title. */
  public Set<String> containerRouters() {
    return titles(r -> r.enabled() && r.needsContainers());
  }

  /** Foreign routers that this entry point leads to: they name none, so they get every new one. */
  public Set<String> foreignRoutersOn(String entryPoint) {
    return titles(r -> !r.ours(provider()) && r.entryPoints().contains(entryPoint));
  }

  /** What our own routers name of dynamic files, such as {@code ollama-retry}. */
  public Set<String> middlewaresOfFiles() {
    return routers.stream()
        .filter(router -> router.ours(provider()))
        .flatMap(router -> router.middlewares().stream())
        .filter(name -> name.endsWith("@file"))
        .map(name -> name.replace("@file", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> titles(Predicate<Router> which) {
    return routers.stream()
        .filter(r -> !r.internal() && which.test(r))
        .map(Router::title)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
