package com.wizardsofts.ollamaswarm.node.gateway;

import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that was seen of the gateway, and what follows from it.
 *
 * @param container the operator's container
 * @param inside where it sees its static file
 * @param oldText the static file now
 * @param file the static file as it is to be
 * @param dynamicFile where our dynamic file goes on the server
 * @param dynamicText what is there now
 * @param now what the running Traefik says
 * @param dockerVersion of the Engine that runs the container
 * @param restless whether a container kept from a recreation would start by itself
 */
record GatewayPlan(
    GatewaySpec spec,
    TraefikContainer container,
    Path inside,
    String oldText,
    StaticFile file,
    Path dynamicFile,
    Optional<String> dynamicText,
    TraefikNow now,
    String dockerVersion,
    boolean restless) {

  boolean recreation() {
    return !container.publishes(spec.port())
        || container.onServer(Path.of(file.dynamicFolder())).isEmpty();
  }

  boolean attached() {
    return container.networks().contains(spec.network());
  }

  boolean dynamicDiffers() {
    return !dynamicText.equals(Optional.of(wantedText()));
  }

  String wantedText() {
    return DynamicFile.text(spec, new TraefikVersion(now.version()));
  }

  private boolean runsOtherwise() {
    return !now.has(file.entryPoint(), spec.port());
  }

  boolean restart() {
    return !recreation()
        && (!file.added().isEmpty() || runsOtherwise() || (dynamicDiffers() && !file.watched()));
  }

  GatewayUndo undo() {
    return new GatewayUndo(
        spec,
        container.id(),
        container.restartPolicy(),
        container.networks(),
        oldText,
        dynamicFile,
        dynamicText);
  }

  GatewayState state() {
    return new GatewayState(
        differs(),
        file.added().isEmpty()
            ? ""
            : UnifiedDiff.of(spec.staticFile().toString(), oldText, file.text()),
        restart(),
        recreation(),
        file.entryPoint(),
        List.copyOf(now.foreignRouters()),
        List.of(),
        notes(),
        refusal(),
        evidence(),
        undo().text());
  }

  private Optional<Problem> refusal() {
    return new TraefikVersion(now.version())
        .unfit(dockerVersion)
        .map(ProblemCode.GATEWAY_TOO_OLD::problem);
  }

  private List<String> differs() {
    var differs = new ArrayList<String>();
    var name = container.name();
    file.added().forEach(key -> differs.add("%s lacks %s".formatted(spec.staticFile(), key)));
    if (!container.publishes(spec.port())) {
      differs.add("the container %s does not publish port %d".formatted(name, spec.port()));
    }
    if (container.onServer(Path.of(file.dynamicFolder())).isEmpty()) {
      differs.add("%s is not mounted in the container %s".formatted(file.dynamicFolder(), name));
    }
    if (!attached()) {
      differs.add("the container %s is not attached to %s".formatted(name, spec.network()));
    }
    if (dynamicDiffers()) {
      differs.add("%s does not say how to reach the replicas".formatted(dynamicFile));
    }
    if (file.added().isEmpty() && runsOtherwise()) {
      differs.add("Traefik runs without what its static file says: it was not restarted since");
    }
    if (restless) {
      differs.add("%s would start by itself".formatted(Recreation.keptName(name)));
    }
    return differs;
  }

  private List<String> notes() {
    var everywhere = new TreeSet<>(now.foreignRoutersOn(file.entryPoint()));
    return everywhere.isEmpty()
        ? List.of()
        : List.of(
            "These routers name no entry point, so port %d leads to them too: %s"
                .formatted(spec.port(), String.join(", ", everywhere)));
  }

  private String evidence() {
    return "Traefik %s: %s; providers %s; port %d %s; attached to %s; foreign routers: %s"
        .formatted(
            now.version(),
            now.entryPoints().stream()
                .map(e -> "%s on %s".formatted(e.name(), e.address()))
                .collect(Collectors.joining(", ", "entry points ", "")),
            String.join(", ", now.providers()),
            spec.port(),
            container.publishes(spec.port()) ? "published" : "not published",
            String.join(", ", container.networks()),
            String.join(", ", now.foreignRouters()));
  }
}
