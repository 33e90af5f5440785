package com.wizardsofts.ollamaswarm.node.gateway;

import com.wizardsofts.ollamaswarm.machine.UnifiedDiff;
import com.wizardsofts.ollamaswarm.node.gateway.container.Additions;
import com.wizardsofts.ollamaswarm.node.gateway.container.Recreation;
import com.wizardsofts.ollamaswarm.node.gateway.container.TraefikContainer;
import com.wizardsofts.ollamaswarm.node.gateway.file.DynamicFile;
import com.wizardsofts.ollamaswarm.node.gateway.file.StaticFile;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikNow;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikVersion;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * @param portTaken who has the port, when neither Traefik nor the old Ollama does
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
    boolean restless,
    Optional<Problem> portTaken) {

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

  /** Whether an older agent's dynamic file is there, and Traefik takes up another by itself. */
  boolean hasOlderFile() {
    return dynamicText.isPresent() && dynamicDiffers() && file.watched() && !recreation();
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

  /** The routers that a restart takes away: Traefik 2 reads either containers or services. */
  private Set<String> lost() {
    return turnsToServices() || wasTurned() ? now.containerRouters() : Set.of();
  }

  private boolean turnsToServices() {
    return file.added().stream().anyMatch("providers.docker.swarmMode"::equalsIgnoreCase);
  }

  /** The file says so already, by an earlier change or by hand, and Traefik was not restarted. */
  private boolean wasTurned() {
    return now.provider() == SwarmProvider.DOCKER && file.added().isEmpty() && runsOtherwise();
  }

  /** The foreign routers that have to be there again after the change. */
  Set<String> mustReturn() {
    var all = new TreeSet<>(now.foreignRouters());
    all.removeAll(lost());
    return all;
  }

  /** The foreign routers that have to be there again once the change was taken back. */
  Set<String> hadBefore() {
    return turnsToServices() ? now.foreignRouters() : mustReturn();
  }

  GatewayUndo undo() {
    return new GatewayUndo(
        spec,
        now.provider(),
        container.id(),
        container.restartPolicy(),
        container.networks(),
        oldText,
        dynamicFile,
        dynamicText,
        Additions.to(container, spec, Path.of(file.dynamicFolder())),
        true);
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
        now.provider(),
        spec.stopTime(),
        List.copyOf(now.foreignRouters()),
        List.copyOf(lost()),
        notes(),
        refusal(),
        evidence(),
        undo().text());
  }

  private Optional<Problem> refusal() {
    return new TraefikVersion(now.version())
        .unfit(dockerVersion)
        .map(ProblemCode.GATEWAY_TOO_OLD::problem)
        .or(() -> lost().isEmpty() || spec.acceptLostRouters() ? Optional.empty() : losing())
        .or(() -> portTaken);
  }

  private Optional<Problem> losing() {
    return Optional.of(
        ProblemCode.GATEWAY_LOSES_ROUTERS
            .problem(
                "Traefik %s would lose %d routers: %s"
                    .formatted(now.version(), lost().size(), String.join(", ", lost())))
            .withEvidence(List.copyOf(lost())));
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
    var notes = new ArrayList<String>();
    var everywhere = now.foreignRoutersOn(file.entryPoint());
    if (!everywhere.isEmpty()) {
      notes.add(
          "These routers name no entry point, so port %d leads to them too: %s"
              .formatted(spec.port(), String.join(", ", everywhere)));
    }
    if (!container.publishes(spec.port())) {
      notes.add(
          "%s is made anew with the same configuration and the port; gateway.mode: managed leaves it as it is"
              .formatted(container.name()));
    }
    if (!file.grace().equals(StaticFile.GRACE)) {
      notes.add(
          "The entry point %s has graceTimeOut %s: when Traefik is stopped, longer answers are cut"
              .formatted(file.entryPoint(), file.grace()));
    }
    if (file.exposesServices()) {
      notes.add(
          "providers.docker.exposedByDefault is not false: Traefik makes a router for every Swarm"
              + " service that has no label traefik.enable=false");
    }
    return notes;
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
