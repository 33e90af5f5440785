package com.wizardsofts.ollamaswarm.node.cli.console;

import com.wizardsofts.ollamaswarm.api.ClusterState;
import com.wizardsofts.ollamaswarm.api.ClusterState.AgentState;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.api.ServiceCapacity;
import com.wizardsofts.ollamaswarm.api.StoreState;
import com.wizardsofts.ollamaswarm.api.Told;
import com.wizardsofts.ollamaswarm.problem.Problem;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All servers for people: a line for each agent, then the service. */
public record StatusText(ClusterState state) {

  public String text() {
    var table = new Table("SERVER", "AGENT", "ANSWERS", "VERSION", "DOCKER", "SWARM", "HAS");
    state.agents().forEach(agent -> row(table, agent));
    return table.text() + "\n" + service();
  }

  /** Whether every agent answers, every mount is proved, and as many replicas run as are wanted. */
  public boolean healthy() {
    var service = state.service();
    return state.agents().stream().allMatch(StatusText::isWell)
        && service.problem() == null
        && service.value() != null
        && service.value().running() >= service.value().desired();
  }

  private static boolean isWell(AgentState agent) {
    var mount = value(agent.mount());
    return parts(agent).allMatch(told -> told.problem() == null)
        && (mount == null
            || mount.source() != null && mount.writeRefused() && trouble(mount).isEmpty());
  }

  private static Stream<Told<?>> parts(AgentState agent) {
    return Stream.of(
            Optional.of(agent.status()),
            Optional.ofNullable(agent.mount()),
            Optional.ofNullable(agent.store()),
            Optional.ofNullable(agent.models()))
        .flatMap(Optional::stream);
  }

  private static void row(Table table, AgentState agent) {
    var told = agent.status();
    var status = told.value();
    table.row(
        agent.server(),
        agent.agent(),
        age(told),
        status == null ? "-" : status.version(),
        status == null ? "-" : Objects.requireNonNullElse(status.dockerVersion(), "-"),
        status == null ? "-" : swarm(status),
        has(agent));
  }

  private static String age(Told<?> told) {
    if (told.problem() == null) {
      return "yes";
    }
    return told.ageMillis() == null ? "no" : "no, since %d s".formatted(told.ageMillis() / 1000);
  }

  private static String swarm(ServerStatus status) {
    return status.manager() ? "manager" : status.swarm();
  }

  private static String has(AgentState agent) {
    var known =
        Stream.of(mount(value(agent.mount())), store(value(agent.store())), models(agent))
            .filter(Objects::nonNull);
    return Stream.concat(known, unknown(agent))
        .reduce((one, other) -> one + ", " + other)
        .orElse("-");
  }

  /** Why parts could not be had of an agent that answers, each reason once. */
  private static Stream<String> unknown(AgentState agent) {
    return agent.status().problem() != null
        ? Stream.empty()
        : parts(agent).map(Told::problem).filter(Objects::nonNull).map(Problem::detail).distinct();
  }

  private static <T> @Nullable T value(@Nullable Told<T> told) {
    return told == null ? null : told.value();
  }

  private static @Nullable String mount(@Nullable MountState mount) {
    if (mount == null) {
      return null;
    }
    if (mount.source() == null) {
      return "nothing mounted at " + mount.mountPoint() + trouble(mount);
    }
    var access = mount.writeRefused() ? "read-only" : "not proved read-only";
    return "%s at %s, %s%s".formatted(mount.source(), mount.mountPoint(), access, trouble(mount));
  }

  private static String trouble(MountState mount) {
    return mount.trouble() == null ? "" : " (" + mount.trouble() + ")";
  }

  private static @Nullable String store(@Nullable StoreState store) {
    return store == null
        ? null
        : "store %s, %s of %s free"
            .formatted(
                store.path(),
                ServiceCapacity.gib(store.freeBytes()),
                ServiceCapacity.gib(store.totalBytes()));
  }

  private static @Nullable String models(AgentState agent) {
    var models = value(agent.models());
    return models == null ? null : models.size() + (models.size() == 1 ? " model" : " models");
  }

  private String service() {
    var told = state.service();
    var service = told.value();
    if (service == null) {
      var problem = told.problem();
      return "service  " + (problem == null ? "not known" : problem.detail()) + "\n";
    }
    var routed = value(state.routed());
    return "service  %s: %d of %d replicas run, %s, %s%n"
        .formatted(
            service.name(),
            service.running(),
            service.desired(),
            routed == null ? "routes not known" : routed + " routed to",
            service.image());
  }
}
