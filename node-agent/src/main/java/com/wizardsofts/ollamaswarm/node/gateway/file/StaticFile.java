package com.wizardsofts.ollamaswarm.node.gateway.file;

import com.wizardsofts.ollamaswarm.node.gateway.GatewaySpec;
import com.wizardsofts.ollamaswarm.node.gateway.file.YamlSplice.Setting;
import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Traefik's static file with what the gateway needs: an entry point for Ollama's port that cuts no
 * long answer, the provider of Swarm services, and a folder of dynamic files.
 *
 * @param text the whole file, the missing lines put in
 * @param added dotted names of what was missing; empty when the text is the operator's own
 * @param entryPoint name of the entry point that has the port
 * @param grace after which Traefik, when it is stopped, cuts the answers that run through it
 * @param dynamicFolder folder of dynamic files, as Traefik in its container sees it
 * @param watched whether Traefik takes up a new dynamic file by itself
 * @param exposesServices whether every Swarm service is routed to that does not say no
 * @param api where Traefik's API is
 */
public record StaticFile(
    String text,
    List<String> added,
    String entryPoint,
    String grace,
    String dynamicFolder,
    boolean watched,
    boolean exposesServices,
    Api api) {
  /**
   * The folder when the operator's file names none; the same on the server and in the container.
   */
  public static final String OWN_FOLDER = "/etc/ollama-swarm/gateway";

  /**
   * How long an adopted Traefik lets running answers end when it is stopped; its default is 10 s.
   */
  public static final String GRACE = "30s";

  private static final String INTERNAL = "traefik";
  private static final Setting NEVER = new Setting("0", value -> value.matches("0(s|ms|m|h)?"));

  /**
   * Traefik's default of 60 s ends a request's context, and with it an answer that takes longer.
   */
  private static final Map<String, Setting> TIMEOUTS = Map.of("readTimeout", NEVER);

  /** Whether the API is served without credentials, and on which port of the container. */
  public record Api(boolean insecure, int port) {}

  /**
   * @param provider by which this Traefik reads the services of a Swarm
   * @throws ProblemException {@code gateway.file} with the lines to add by hand, when the text
   *     cannot be understood or not be changed safely
   */
  public static StaticFile read(GatewaySpec spec, SwarmProvider provider, String text) {
    var wanted = wanted(spec, provider, null, spec.entryPoint(), TIMEOUTS);
    try {
      var root = root(spec, text);
      ServiceProvider.refuseOtherVersion(provider, root);
      var entryPoint = entryPoint(spec, root);
      wanted = wanted(spec, provider, root, entryPoint, timeouts(root, entryPoint));
      var folder = dynamicFolder(root);
      var result = YamlSplice.add(text, wanted);
      return new StaticFile(
          result.text(),
          result.added(),
          entryPoint,
          value(root, "entryPoints", entryPoint, "transport", "lifeCycle", "graceTimeOut")
              .orElse(GRACE),
          folder,
          value(root, "providers", "file", "watch").orElse("true").equals("true"),
          ServiceProvider.exposesAll(provider, root),
          api(root));
    } catch (Refusal e) {
      throw problem(spec, e.why(), YamlSplice.add("", wanted).text());
    }
  }

  /**
   * The text that was made of this one, also by an older agent, which took a {@code writeTimeout}.
   *
   * @throws ProblemException as {@link #read}
   */
  public static String madeOf(GatewaySpec spec, SwarmProvider provider, String text) {
    try {
      var root = root(spec, text);
      var wanted = wanted(spec, provider, root, entryPoint(spec, root), TIMEOUTS);
      return YamlSplice.add(text, wanted).text();
    } catch (Refusal e) {
      var lines = wanted(spec, provider, null, spec.entryPoint(), TIMEOUTS);
      throw problem(spec, e.why(), YamlSplice.add("", lines).text());
    }
  }

  /**
   * Where Traefik's API is, whatever its version, which only the API tells.
   *
   * @throws ProblemException as {@link #read}, with the lines for Traefik 3
   */
  public static Api api(GatewaySpec spec, String text) {
    try {
      return api(root(spec, text));
    } catch (Refusal e) {
      var lines = wanted(spec, SwarmProvider.SWARM, null, spec.entryPoint(), TIMEOUTS);
      throw problem(spec, e.why(), YamlSplice.add("", lines).text());
    }
  }

  /** The folder of dynamic files that the text names; nothing where it is not understood. */
  public static Optional<String> folder(String text) {
    try {
      return value(YamlTree.root(text).orElse(null), "providers", "file", "directory");
    } catch (Refusal e) {
      // Such a file cannot have been made ours.
      return Optional.empty();
    }
  }

  private static MappingNode root(GatewaySpec spec, String text) {
    if (!spec.staticFile().toString().matches(".*\\.ya?ml")) {
      throw new Refusal("it is no YAML file");
    }
    return YamlTree.root(text).orElseGet(YamlTree::empty);
  }

  /** {@code gateway.file} with the reason and the lines that are needed. */
  public static ProblemException problem(GatewaySpec spec, String why, String lines) {
    return ProblemCode.GATEWAY_FILE
        .problem("%s: %s. What it needs to say:\n%s".formatted(spec.staticFile(), why, lines))
        .causedBy(why)
        .exception();
  }

  private static Map<String, ?> wanted(
      GatewaySpec spec,
      SwarmProvider provider,
      @Nullable MappingNode root,
      String entryPoint,
      Map<String, Setting> timeouts) {
    var entryPoints = new LinkedHashMap<String, Object>();
    if (root != null && hasOnlyImplicitEntryPoint(root)) {
      // Traefik opens :80 as "http" only as long as no entry point is configured.
      entryPoints.put("http", Map.of("address", Setting.exactly("\":80\"")));
    }
    var address = new Setting("\":%d\"".formatted(spec.port()), a -> listensOn(spec.port(), a));
    entryPoints.put(
        entryPoint,
        ordered(
            "address",
            address,
            "transport",
            ordered(
                "respondingTimeouts",
                timeouts,
                "lifeCycle",
                Map.of("graceTimeOut", new Setting(GRACE, _ -> true)))));
    var providers = new LinkedHashMap<String, Object>();
    providers.put(provider.label(), ServiceProvider.wanted(provider, root));
    if (value(root, "providers", "file", "directory").isEmpty()) {
      providers.put("file", Map.of("directory", Setting.exactly(OWN_FOLDER)));
    }
    return ordered("entryPoints", entryPoints, "providers", providers);
  }

  /** {@code writeTimeout} cuts answers too, but none is Traefik's default. */
  private static Map<String, Setting> timeouts(MappingNode root, String entryPoint) {
    var timeouts = new LinkedHashMap<>(TIMEOUTS);
    if (value(root, "entryPoints", entryPoint, "transport", "respondingTimeouts", "writeTimeout")
        .isPresent()) {
      timeouts.put("writeTimeout", NEVER);
    }
    return timeouts;
  }

  private static String entryPoint(GatewaySpec spec, MappingNode root) {
    if (!(YamlTree.at(root, "entryPoints").orElse(null) instanceof MappingNode entries)) {
      return spec.entryPoint();
    }
    for (var entry : entries.getValue()) {
      var name = YamlTree.name(entry);
      var address = value(entries, name, "address").orElse("");
      if (listensOn(spec.port(), address)) {
        if (name.equals(INTERNAL)) {
          throw new Refusal("Traefik's own API has the port %d".formatted(spec.port()));
        }
        return name;
      }
      if (address.matches(".*:%d(/tcp)?".formatted(spec.port()))) {
        throw new Refusal(
            "the entry point '%s' has the port %d on one address only: %s"
                .formatted(name, spec.port(), address));
      }
    }
    return spec.entryPoint();
  }

  private static boolean listensOn(int port, String address) {
    return address.matches("(0\\.0\\.0\\.0|\\[::])?:%d(/tcp)?".formatted(port));
  }

  private static boolean hasOnlyImplicitEntryPoint(MappingNode root) {
    return !(YamlTree.at(root, "entryPoints").orElse(null) instanceof MappingNode entries)
        || entries.getValue().stream().allMatch(e -> YamlTree.name(e).equals(INTERNAL));
  }

  private static String dynamicFolder(MappingNode root) {
    var folder = value(root, "providers", "file", "directory");
    var single = value(root, "providers", "file", "filename");
    if (folder.isEmpty() && single.isPresent()) {
      throw new Refusal(
          "it reads one dynamic file only; move %s into a folder of its own and write"
                  .formatted(single.get())
              + " providers.file.directory with that folder in place of providers.file.filename");
    }
    return folder.orElse(OWN_FOLDER);
  }

  private static Api api(MappingNode root) {
    var address = value(root, "entryPoints", INTERNAL, "address").orElse(":8080");
    var port = address.replaceAll("^.*:|/tcp$", "");
    return new Api(
        value(root, "api", "insecure").orElse("").equalsIgnoreCase("true"),
        port.matches("\\d{1,5}") ? Integer.parseInt(port) : 8080);
  }

  private static Optional<String> value(@Nullable MappingNode root, String... path) {
    return root == null ? Optional.empty() : YamlTree.scalar(root, path);
  }

  private static Map<String, ?> ordered(String first, Object one, String second, Object two) {
    var map = new LinkedHashMap<String, Object>();
    map.put(first, one);
    map.put(second, two);
    return map;
  }
}
