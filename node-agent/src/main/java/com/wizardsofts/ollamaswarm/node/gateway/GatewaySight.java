package com.wizardsofts.ollamaswarm.node.gateway;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.gateway.container.Additions;
import com.wizardsofts.ollamaswarm.node.gateway.container.Containers;
import com.wizardsofts.ollamaswarm.node.gateway.container.PortHolder;
import com.wizardsofts.ollamaswarm.node.gateway.container.Recreation;
import com.wizardsofts.ollamaswarm.node.gateway.container.TraefikContainer;
import com.wizardsofts.ollamaswarm.node.gateway.file.DynamicFile;
import com.wizardsofts.ollamaswarm.node.gateway.file.ServiceProvider;
import com.wizardsofts.ollamaswarm.node.gateway.file.StaticFile;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikApi;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikVersion;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks at everything that makes the gateway; changes nothing. */
final class GatewaySight {
  private final Containers containers;
  private final HostFiles files;
  private final Recreation recreation;
  private final PortHolder ports;

  GatewaySight(Containers containers, HostFiles files) {
    this.containers = containers;
    this.files = files;
    this.recreation = new Recreation(containers);
    this.ports = new PortHolder(containers, files);
  }

  GatewayPlan plan(GatewaySpec spec) {
    var container = container(spec);
    var text = text(spec);
    var inside = inside(spec, container);
    var now = api(spec, container, text).now();
    if (!new TraefikVersion(now.version()).isKnown()) {
      throw unsuitable(
          spec, "Traefik %s is neither version 3 nor 2.11 or newer".formatted(now.version()));
    }
    var file = StaticFile.read(spec, now.provider(), text);
    var dynamicFile = DynamicFile.in(dynamicFolder(spec, container, file));
    var dynamicText = files.read(dynamicFile);
    if (dynamicText.isPresent() && !DynamicFile.isOurs(dynamicText.get())) {
      throw unsuitable(spec, dynamicFile + " is there already, and not written by us");
    }
    return new GatewayPlan(
        spec,
        container,
        inside,
        text,
        file,
        dynamicFile,
        dynamicText,
        now,
        containers.dockerVersion(),
        recreation.restless(spec.container()).isPresent(),
        ports.refusal(spec, Optional.of(container), true));
  }

  /**
   * The state when an earlier change was killed and left Traefik stopped, or when somebody has
   * removed the copy that was made of it.
   */
  Optional<GatewayState> cutOff(GatewaySpec spec) {
    return recreation
        .wasCut(spec.container())
        .map(
            old -> {
              var text = text(spec);
              // Traefik is stopped only after its file was written.
              var provider = ServiceProvider.in(text);
              var file = StaticFile.read(spec, provider, text);
              var dynamicFile = DynamicFile.in(dynamicFolder(spec, old, file));
              var undo =
                  new GatewayUndo(
                      spec,
                      provider,
                      old.id(),
                      old.restartPolicy(),
                      old.networks(),
                      text,
                      dynamicFile,
                      files.read(dynamicFile),
                      Additions.to(old, spec, Path.of(file.dynamicFolder())),
                      true);
              return new GatewayState(
                  List.of(
                      "Traefik does not run, and %s is to have its place again first"
                          .formatted(old.name())),
                  "",
                  false,
                  true,
                  file.entryPoint(),
                  provider,
                  spec.stopTime(),
                  List.of(),
                  List.of(),
                  List.of(),
                  Optional.empty(),
                  old.name() + " is not running",
                  undo.text());
            });
  }

  /** Our dynamic file, where the container of this name has it in the folder that it reads. */
  Optional<Path> adoptedBy(GatewaySpec spec) {
    var text = files.read(spec.staticFile()).orElse("");
    return containers
        .find(spec.container())
        .flatMap(
            container ->
                StaticFile.folder(text)
                    .map(container.workingDirectory()::resolve)
                    .flatMap(folder -> container.onServer(folder.normalize())))
        .map(DynamicFile::in)
        .filter(file -> files.read(file).filter(DynamicFile::isOurs).isPresent());
  }

  TraefikApi api(GatewaySpec spec) {
    return api(spec, container(spec), text(spec));
  }

  private TraefikApi api(GatewaySpec spec, TraefikContainer container, String text) {
    var api = StaticFile.api(spec, text);
    if (!api.insecure()) {
      throw StaticFile.problem(
          spec,
          "Traefik's API is off, and only it can prove the change",
          "api:\n  insecure: true\n");
    }
    return TraefikApi.find(container.apiAddresses(api.port()))
        .orElseThrow(
            () ->
                ProblemCode.GATEWAY_SILENT
                    .problem(
                        "Traefik's API was asked at %s"
                            .formatted(container.apiAddresses(api.port())))
                    .exception());
  }

  private TraefikContainer container(GatewaySpec spec) {
    var container =
        containers
            .find(spec.container())
            .orElseThrow(
                () ->
                    ProblemCode.GATEWAY_MISSING.exception(
                        "There is no container '%s'".formatted(spec.container())));
    container
        .unsuitable()
        .ifPresent(
            why -> {
              throw unsuitable(spec, why);
            });
    if (!container.running()) {
      throw ProblemCode.GATEWAY_MISSING
          .problem("The container '%s' does not run".formatted(spec.container()))
          .withRemedy(
              "docker start %s; or have a Traefik of our own: gateway.mode: managed"
                  .formatted(spec.container()))
          .exception();
    }
    return container;
  }

  private String text(GatewaySpec spec) {
    return files
        .read(spec.staticFile())
        .orElseThrow(
            () ->
                ProblemCode.GATEWAY_FILE
                    .problem("%s is not there".formatted(spec.staticFile()))
                    .withRemedy("Name Traefik's static file in cluster.yaml under gateway.")
                    .exception());
  }

  /** Where Traefik sees its static file; refuses a file that it does not read. */
  private static Path inside(GatewaySpec spec, TraefikContainer container) {
    var inside =
        container
            .inside(spec.staticFile())
            .orElseThrow(
                () ->
                    unsuitable(
                        spec, spec.staticFile() + " is not mounted into it, so it reads another"));
    var named = container.configFile().map(container.workingDirectory()::resolve);
    if (named.isPresent() && !named.get().normalize().equals(inside)) {
      throw unsuitable(
          spec, "it is started with %s, which is not %s".formatted(named.get(), spec.staticFile()));
    }
    return inside;
  }

  private static Path dynamicFolder(GatewaySpec spec, TraefikContainer container, StaticFile file) {
    var folder = container.workingDirectory().resolve(file.dynamicFolder()).normalize();
    var onServer = container.onServer(folder);
    if (onServer.isEmpty() && !file.dynamicFolder().equals(StaticFile.OWN_FOLDER)) {
      throw unsuitable(
          spec,
          "its folder of dynamic files, %s, is not mounted from this server".formatted(folder));
    }
    return onServer.orElse(folder);
  }

  private static ProblemException unsuitable(GatewaySpec spec, String why) {
    return ProblemCode.GATEWAY_UNSUITABLE.exception(
        "The container '%s': %s".formatted(spec.container(), why));
  }
}
