package com.wizardsofts.ollamaswarm.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an agent asks of Docker: its file {@code docker-requests.txt} names each class that asks, in
 * how many places, and below it the kinds of its requests. A place that the file does not count is
 * red on the Java virtual machine, a kind that no stand-in Engine was sent is red there and of the
 * executable.
 */
public final class DockerRequests {
  private static final String ROOT = "com.wizardsofts.ollamaswarm";
  private static final Set<String> RAW =
      Set.of("get", "open", "post", "postForText", "getWhole", "postWhole", "delete");

  private final Map<String, Integer> places = new TreeMap<>();
  private final Set<String> kinds = new TreeSet<>(List.of("GET /version"));

  private DockerRequests(List<String> lines) {
    for (var line : lines) {
      if (line.startsWith(" ")) {
        kinds.add(line.strip());
      } else {
        var words = line.split(" ");
        places.put(words[0], Integer.valueOf(words[1]));
      }
    }
  }

  /** The file beside this class. */
  public static DockerRequests of(Class<?> test) {
    try (var file = test.getResourceAsStream("docker-requests.txt")) {
      var text = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
      return new DockerRequests(text.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails when the classes have other places than the file counts. */
  public void checkPlaces() {
    assertThat(found()).isEqualTo(places);
  }

  /** Fails when the Engine was sent other kinds of requests than the file names. */
  public void checkSeen(Collection<String> seen) {
    var missing = new TreeSet<>(kinds);
    missing.removeAll(seen);
    assertThat(missing).as("what no test had the agent ask").isEmpty();
    var unknown = new HashSet<>(seen);
    unknown.removeAll(kinds);
    assertThat(unknown).as("what docker-requests.txt does not name").isEmpty();
  }

  private static Map<String, Integer> found() {
    var classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ROOT);
    var found = new TreeMap<String, Integer>();
    for (var each : classes) {
      if (!each.isEquivalentTo(DockerEngine.class)) {
        asking(each).forEach(_ -> found.merge(topLevel(each), 1, Integer::sum));
      }
    }
    return found;
  }

  private static List<JavaMethodCall> asking(JavaClass each) {
    var calls = new ArrayList<JavaMethodCall>();
    for (var call : each.getMethodCallsFromSelf()) {
      var isRaw =
          call.getTargetOwner().isEquivalentTo(DockerEngine.class) && RAW.contains(call.getName());
      var isCommand =
          call.getTargetOwner().isEquivalentTo(DockerClient.class)
              && call.getName().endsWith("Cmd");
      if (isRaw || isCommand) {
        calls.add(call);
      }
    }
    return calls;
  }

  private static String topLevel(JavaClass each) {
    var name = each.getName().substring(each.getPackageName().length() + 1);
    return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
  }

  /** The request without the API's version and the names of things. */
  public static String kind(String request) {
    return request
        .replaceFirst(" /v1\\.\\d+", " ")
        .replaceFirst("/images/.+/json", "/images/{}/json")
        .replaceFirst(
            "/(containers|networks|nodes|configs|services|exec)/(?!json$|create$)[^/]+", "/$1/{}");
  }
}
