package com.wizardsofts.ollamaswarm.node.gateway.managed;

import com.wizardsofts.ollamaswarm.api.ImageState;
import com.wizardsofts.ollamaswarm.machine.UnifiedDiff;
import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.gateway.GatewayState;
import com.wizardsofts.ollamaswarm.node.gateway.container.OwnContainer;
import com.wizardsofts.ollamaswarm.node.gateway.container.TraefikContainer;
import com.wizardsofts.ollamaswarm.node.gateway.traefik.TraefikNow;
import com.wizardsofts.ollamaswarm.node.swarm.container.ExactImage;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import com.wizardsofts.ollamaswarm.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that was seen of our own Traefik, and what follows from it.
 *
 * @param container nothing when there is none
 * @param image what this server has under the image's name
 * @param staticText its static file now
 * @param dynamicText its dynamic file now
 * @param now what it says of itself; nothing when it does not answer
 * @param refusal why it cannot be made so
 */
record ManagedPlan(
    GatewaySpec spec,
    Optional<TraefikContainer> container,
    ImageState image,
    Optional<String> staticText,
    Optional<String> dynamicText,
    Optional<TraefikNow> now,
    Optional<Problem> refusal) {

  String exactImage() {
    return ExactImage.of(image);
  }

  boolean runs() {
    return container.filter(TraefikContainer::running).isPresent();
  }

  boolean dynamicDiffers() {
    return !dynamicText.equals(Optional.of(OwnFiles.dynamicText(spec)));
  }

  /** Whether an older agent's dynamic file is there. */
  boolean hasOlderFile() {
    return dynamicText.isPresent() && dynamicDiffers() && runs();
  }

  boolean staticDiffers() {
    return !staticText.equals(Optional.of(OwnFiles.staticText(spec)));
  }

  /** Whether the container has to be made, or made anew: all but the dynamic file is read once. */
  boolean making() {
    return differs().stream().anyMatch(difference -> !difference.equals(dynamicDifference()));
  }

  List<String> differs() {
    var differs = new ArrayList<String>();
    if (image.id() == null) {
      differs.add("this server has no image " + image.reference());
    }
    if (!runs()) {
      differs.add("the container %s does not run".formatted(spec.container()));
    } else if (container.filter(this::isAsOrdered).isEmpty()) {
      differs.add("the container %s was made otherwise".formatted(spec.container()));
    }
    if (staticDiffers()) {
      differs.add("%s does not say what it shall".formatted(spec.staticFile()));
    } else if (now.isPresent() && !now.get().has(spec.entryPoint(), spec.port())) {
      differs.add("Traefik runs without what its static file says");
    }
    if (dynamicDiffers()) {
      differs.add(dynamicDifference());
    }
    return differs;
  }

  private boolean isAsOrdered(TraefikContainer made) {
    return OwnOrder.settings(made).equals(OwnOrder.settings(spec, exactImage()))
        && made.inspect().path("Image").asText().equals(image.id())
        && made.networks().contains(spec.network())
        && made.publishes(spec.port())
        && made.restartPolicy().path("Name").asText().equals("unless-stopped");
  }

  private static String dynamicDifference() {
    return OwnFiles.DYNAMIC + " does not say how to reach the replicas";
  }

  ManagedUndo undo() {
    return new ManagedUndo(
        container.map(OwnContainer::like),
        container.map(OwnOrder::settings).orElse(""),
        staticText,
        dynamicText);
  }

  GatewayState state() {
    return new GatewayState(
        differs(),
        staticDiffers()
            ? UnifiedDiff.of(
                spec.staticFile().toString(), staticText.orElse(""), OwnFiles.staticText(spec))
            : "",
        false,
        runs() && making(),
        spec.entryPoint(),
        SwarmProvider.SWARM,
        spec.stopTime(),
        List.of(),
        List.of(),
        List.of(),
        refusal,
        evidence(),
        undo().text());
  }

  private String evidence() {
    return now.map(
            traefik ->
                "our own Traefik %s (%s) has port %d; attached to %s"
                    .formatted(
                        traefik.version(),
                        exactImage(),
                        spec.port(),
                        container.map(made -> String.join(", ", made.networks())).orElse("")))
        .orElse("our own Traefik does not answer");
  }
}
