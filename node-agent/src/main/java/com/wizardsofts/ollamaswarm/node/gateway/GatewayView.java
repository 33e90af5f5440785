package com.wizardsofts.ollamaswarm.node.gateway;

import com.wizardsofts.ollamaswarm.api.GatewayStatus;
import com.wizardsofts.ollamaswarm.node.gateway.container.TraefikContainer;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.Backend;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikNow;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was seen of the gateway in the words of our interface. */
final class GatewayView {
  private static final int OLLAMA_PORT = 11_434;

  private GatewayView() {}

  static GatewayStatus of(
      GatewaySpec spec,
      TraefikContainer container,
      TraefikNow now,
      GatewayState state,
      List<Backend> backends,
      Map<String, String> tasks) {
    return new GatewayStatus(
        container.name(),
        now.version(),
        now.entryPoints().stream()
            .map(e -> new GatewayStatus.EntryPoint(e.name(), e.address()))
            .toList(),
        List.copyOf(now.providers()),
        spec.port(),
        container.publishes(spec.port()),
        List.copyOf(container.networks()),
        state.foreignRouters(),
        state.lostRouters(),
        joined(backends, tasks),
        state.differs(),
        state.diff(),
        state.refusal().orElse(null),
        state.interruption().orElse(null),
        state.notes(),
        List.of());
  }

  /** Of a Traefik that does not run: nothing but what would be made. */
  static GatewayStatus absent(GatewaySpec spec, GatewayState state) {
    return new GatewayStatus(
        spec.container(),
        "",
        List.of(),
        List.of(),
        spec.port(),
        false,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        state.differs(),
        state.diff(),
        state.refusal().orElse(null),
        state.interruption().orElse(null),
        state.notes(),
        List.of());
  }

  /** What Traefik routes to, with the tasks there, and the tasks that it does not know. */
  static List<GatewayStatus.Backend> joined(List<Backend> backends, Map<String, String> tasks) {
    var all = new ArrayList<GatewayStatus.Backend>();
    var left = new TreeMap<>(tasks);
    for (var backend : backends) {
      var url = URI.create(backend.url());
      all.add(
          new GatewayStatus.Backend(
              url.getAuthority(), backend.status(), left.remove(url.getHost())));
    }
    left.forEach(
        (host, task) ->
            all.add(new GatewayStatus.Backend("%s:%d".formatted(host, OLLAMA_PORT), null, task)));
    return all;
  }
}
