package com.wizardsofts.ollamaswarm.node.rollout.run;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.ExportFile;
import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.api.ExportState;
import com.wizardsofts.ollamaswarm.api.ExportState.ExportedTo;
import com.wizardsofts.ollamaswarm.api.ImageSpec;
import com.wizardsofts.ollamaswarm.api.ImageState;
import com.wizardsofts.ollamaswarm.api.Model;
import com.wizardsofts.ollamaswarm.api.ModelPull;
import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.api.NfsService;
import com.wizardsofts.ollamaswarm.api.Operation;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.api.StoreRoom;
import com.wizardsofts.ollamaswarm.api.StoreState;
import com.wizardsofts.ollamaswarm.node.FakeAgents;
import com.wizardsofts.ollamaswarm.node.rollout.drain.Unmounting;
import com.wizardsofts.ollamaswarm.node.rollout.journal.EventLog;
import com.wizardsofts.ollamaswarm.node.swarm.Swarm;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Await;
import com.wizardsofts.ollamaswarm.trust.Lead;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Servers, their agents and their Swarm as settings by name: {@code mount s84}, {@code label s84},
 * {@code export}, {@code image s84 REFERENCE}, {@code model NAME}. A setting that is not there is
 * absent; {@code no swarm} where the lead belongs to none.
 */
public final class SimulatedServers {
  public static final String STORE = "198.51.100.80:7480";
  private static final String STORE_ID = "store-1";
  private String pulling = "";

  public final Map<String, String> settings = new ConcurrentSkipListMap<>();

  /** Told of every call of an agent or the Engine, and again when it has changed something. */
  public Runnable call = () -> {};

  /** How the lead reaches the agents. */
  Way way = (_, _, answer) -> answer.get();

  /** How often something was changed. */
  public final AtomicInteger changes = new AtomicInteger();

  /** Agents that do not answer. */
  public final Set<String> away = new HashSet<>();

  /** The models that fit on the store's disk; absent where its agent cannot tell. */
  public @Nullable List<String> room = List.of("mistral:7b");

  /** The ids of stores by what is mounted, where it is another one. */
  public final Map<String, String> stores = new HashMap<>();

  /** What is mounted and does not let its marker be read. */
  public final Set<String> unreadable = new HashSet<>();

  /** Stores that cannot be mounted: their agent answers, and nothing else does. */
  public final Set<String> unmountable = new HashSet<>();

  /** Nodes whose mount, or the store that is to be mounted, hides files. */
  public final Set<String> covering = new HashSet<>();

  /** Nodes whose mount somebody made by hand. */
  public final Set<String> foreign = new HashSet<>();

  /** Nodes that keep such a mount for themselves. */
  public final Set<String> refusing = new HashSet<>();

  /** Nodes whose mount was made with {@code soft}. */
  public final Set<String> soft = new HashSet<>();

  /** How somebody edited the units of these nodes. */
  public final Map<String, String> edited = new HashMap<>();

  /** How the units of these nodes would change; agents of the others do not tell. */
  public final Map<String, String> unitChanges = new HashMap<>();

  /** Nodes whose containers use the mount while they have the label. */
  public final Set<String> busy = new HashSet<>();

  /** Nodes whose containers use the mount whatever label they have. */
  public final Set<String> stuck = new HashSet<>();

  /** Whether agents know who uses a mount; older ones do not. */
  public boolean tellsUsers = true;

  /** What the next looks at an operation see; it is done when there are no more. */
  public final Deque<Supplier<Operation>> operation = new ArrayDeque<>();

  /** {@code host:port} of the node-agent of {@code s84}, {@code s85} … */
  public static String agent(String node) {
    return "198.51.100.%s:7484".formatted(node.substring(1));
  }

  /** Clients of all agents. */
  public AgentClients agents() {
    return new FakeAgents() {
      @Override
      protected Object answer(String address, String method, Object[] given) {
        Supplier<Object> answer =
            () ->
                switch (method) {
                  case "lead" -> leads.getOrDefault(address, Lead.NONE);
                  case "follow" -> follow(address, (Lead) given[0]);
                  default -> asked(address, method, given);
                };
        return way.ask(address, method, answer);
      }
    };
  }

  /** Takes mounts from them; each look at one is ten seconds after the one before. */
  public Unmounting unmounting() {
    var seconds = new AtomicLong();
    return new Unmounting(
        Duration.ZERO,
        agents(),
        new Await(
            () -> {
              LockSupport.unpark(Thread.currentThread());
              return Duration.ofSeconds(seconds.addAndGet(10)).toNanos();
            }));
  }

  private Object asked(String address, String method, Object[] given) {
    if (away.contains(address)) {
      throw ProblemCode.AGENT_UNREACHABLE.exception(address);
    }
    call.run();
    return address.endsWith(":7480")
        ? store(method, given)
        : nodeAgent(
            "s" + address.substring(address.lastIndexOf('.') + 1, address.indexOf(':')),
            method,
            given);
  }

  /** A log that nobody reads. */
  public static EventLog log() {
    return new EventLog("r-1", "abc", Clock.systemUTC(), _ -> {});
  }

  /** The lead that each agent follows. */
  public final Map<String, Lead> leads = new HashMap<>();

  private Lead follow(String address, Lead lead) {
    var known = leads.getOrDefault(address, Lead.NONE);
    if (lead.number() <= known.number() && !lead.equals(known)) {
      throw ProblemCode.LEAD_SUPERSEDED.exception(address);
    }
    call.run();
    leads.put(address, lead);
    return lead;
  }

  private static String words(List<?> clients) {
    return clients.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  private Object store(String method, Object[] given) {
    return switch (method) {
      case "store" -> new StoreState("/store", STORE_ID, "marker", 1, 1, null);
      case "export" -> export();
      case "exportFile" -> new ExportFile(settings.get("export"));
      case "exportPreview" -> new ExportFile(words((List<?>) given[1]));
      case "putExport" -> {
        var spec = (ExportSpec) given[0];
        set("export", words(spec.clients()));
        yield export();
      }
      case "putExportFile" -> {
        set("export", ((ExportFile) given[0]).text());
        yield export();
      }
      case "models" ->
          settings.keySet().stream()
              .filter(key -> key.startsWith("model "))
              .map(key -> model(key.substring(6)))
              .toList();
      case "room" -> room((List<?>) given[0]);
      case "verify" -> {
        pulling = (String) given[0];
        yield operation(Operation.State.RUNNING);
      }
      case "pull" -> {
        pulling = ((ModelPull) given[0]).name();
        yield operation(Operation.State.RUNNING);
      }
      case "operation" -> {
        if (!operation.isEmpty()) {
          yield operation.remove().get();
        }
        set("model " + pulling, "whole");
        yield operation(Operation.State.DONE);
      }
      case "cancel" -> operation(Operation.State.CANCELLED);
      case "status" -> status("s80");
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private StoreRoom room(List<?> models) {
    if (room == null) {
      throw ProblemCode.NOT_FOUND.exception("/v1/store/room");
    }
    var fits = room.containsAll(models);
    return new StoreRoom(1, 1, fits ? null : ProblemCode.STORE_FULL.problem("the disk"));
  }

  private Object nodeAgent(String node, String method, Object[] given) {
    return switch (method) {
      case "status" -> status(node);
      case "mount" -> mount(node, (String) given[0]).changing(unitChanges.get(node));
      case "mountUsers" -> mountUsers(node);
      case "putMount" -> {
        var spec = (MountSpec) given[0];
        var source = spec.server() + ":" + spec.path();
        if (unmountable.contains(spec.server())) {
          throw ProblemCode.STORE_UNREACHABLE.exception(spec.server() + " does not answer on 2049");
        }
        if (covering.contains(node)
            && !settings.containsKey("mount " + node)
            && !spec.coverExisting()) {
          throw ProblemCode.MOUNT_CONFLICT.exception("the folder is not empty");
        }
        if (refusing.contains(node)
            || !source.equals(settings.getOrDefault("mount " + node, source))) {
          throw ProblemCode.MOUNT_CONFLICT.exception("mounted is another one");
        }
        foreign.remove(node);
        set("mount " + node, source);
        yield mount(node, spec.mountPoint());
      }
      case "removeUnit" -> {
        foreign.add(node);
        yield mount(node, (String) given[0]);
      }
      case "unmount" -> {
        if (stuck.contains(node) || busy.contains(node) && settings.containsKey("label " + node)) {
          throw ProblemCode.MOUNT_BUSY.exception("ollama.1");
        }
        set("mount " + node, null);
        yield mount(node, (String) given[0]);
      }
      case "image" -> image(node, (String) given[0]);
      case "putImage" -> {
        var reference = ((ImageSpec) given[0]).reference();
        set("image %s %s".formatted(node, reference), "sha256:1");
        yield image(node, reference);
      }
      default -> throw new UnsupportedOperationException(method);
    };
  }

  /** Changes a setting; absent takes it away. Says whether there was none. */
  public boolean set(String setting, @Nullable String value) {
    call.run();
    var was = settings.get(setting);
    if (!Objects.equals(was, value)) {
      changes.incrementAndGet();
    }
    if (value == null) {
      settings.remove(setting);
    } else {
      settings.put(setting, value);
    }
    call.run();
    return was == null;
  }

  private ServerStatus status(String server) {
    return new ServerStatus(
        "agent",
        settings.getOrDefault("version " + server, "1.4.0"),
        server,
        "28",
        "active",
        "id-" + server,
        true,
        Instant.EPOCH,
        settings.containsKey("uncounted " + server) ? null : Instant.EPOCH,
        0);
  }

  private ExportState export() {
    var clients = settings.getOrDefault("export", "");
    var exported =
        clients.isEmpty()
            ? List.<ExportedTo>of()
            : List.of(clients.split(" ")).stream()
                .map(client -> new ExportedTo(client, List.of("ro")))
                .toList();
    return new ExportState(
        "/store",
        "f",
        exported,
        List.of(),
        new NfsService(8, List.of("4.2"), List.of()),
        List.of());
  }

  private List<String> mountUsers(String node) {
    if (!tellsUsers) {
      throw ProblemCode.NOT_FOUND.exception("/v1/mount/users");
    }
    var users = new ArrayList<String>();
    if (busy.contains(node)) {
      users.add("/ollama.2.9x0zvbrdbn8c1kq6m1nlhqmpy");
    }
    if (stuck.contains(node)) {
      users.add("/theirs");
    }
    return users;
  }

  private MountState mount(String node, String mountPoint) {
    var source = settings.get("mount " + node);
    var there = source != null;
    return new MountState(
        mountPoint,
        source,
        there ? "nfs4" : null,
        there,
        soft.contains(node) ? List.of("ro", "soft", "vers=4.2") : List.of("ro", "hard", "vers=4.2"),
        there && !unreadable.contains(source) ? stores.getOrDefault(source, STORE_ID) : null,
        there,
        0,
        there && !foreign.contains(node),
        there && !foreign.contains(node),
        edited.get(node),
        null,
        null);
  }

  private ImageState image(String node, String reference) {
    return new ImageState(
        reference, settings.get("image %s %s".formatted(node, reference)), List.of());
  }

  private static Model model(String name) {
    return new Model(name, "0123456789abcdef", 1, null, null, Instant.EPOCH, true, null, null);
  }

  public static Operation operation(Operation.State state) {
    return new Operation("o", "pull", state, "step", 1, 1, null, null, null);
  }

  /** The Swarm of these nodes. */
  public Swarm swarm(String... nodes) {
    return new SimulatedSwarm(this, List.of(nodes));
  }
}
