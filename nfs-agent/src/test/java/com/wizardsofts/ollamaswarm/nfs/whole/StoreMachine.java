package com.wizardsofts.ollamaswarm.nfs.whole;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.wizardsofts.ollamaswarm.docker.DockerRequests;
import com.wizardsofts.ollamaswarm.docker.UnixRelay;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.model.TestStore;
import com.wizardsofts.ollamaswarm.nfs.pull.FakeDocker;
import com.wizardsofts.ollamaswarm.nfs.pull.FakeOllama;
import com.wizardsofts.ollamaswarm.nfs.registry.FakeRegistry;
import com.wizardsofts.ollamaswarm.nfs.registry.OpenSshKey;
import com.wizardsofts.ollamaswarm.trust.ServerStandIns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The store's server: its files and programs, its Engine with the Ollama of a pull, a registry that
 * knows Ollama's key, and one that asks for a password.
 */
final class StoreMachine implements ServerStandIns.Machine {
  private static final String EXPORTFS =
      """
      #!/bin/sh
      etc=$(dirname "$0")/../../../etc
      while [ -e "$etc/exportfs-hangs" ]; do sleep 1; done
      ours=$etc/exports.d/ollama-swarm.exports
      [ "$1" != -v ] || [ ! -e "$ours" ] || sed -nE 's#^(/[^ ]+) (.+)$#\\1\\n\\t\\t\\2#p' "$ours"
      """;
  private static final String SYSTEMCTL =
      """
      #!/bin/sh
      printf 'LoadState=loaded\\nActiveState=active\\nUnitFileState=enabled\\n'
      """;
  private static final String UFW = "#!/bin/sh\necho 'Status: inactive'\n";

  private final FakeRegistry keyed = new FakeRegistry();
  private final FakeRegistry withPassword = new FakeRegistry();
  private final FakeOllama ollama = new FakeOllama();
  private final FakeDocker docker = new FakeDocker(ollama.address());
  private final UnixRelay relay = new UnixRelay(docker.address());
  private final HttpServer control;
  private final TestStore store;
  private final Path root;

  StoreMachine(Path root) throws IOException, GeneralSecurityException {
    this.root = root;
    program("exportfs", EXPORTFS);
    program("systemctl", SYSTEMCTL);
    program("ufw", UFW);
    Files.createDirectories(root.resolve("etc/ollama-swarm"));
    Files.createDirectories(root.resolve("etc/exports.d"));
    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Files.writeString(root.resolve("etc/ollama-swarm/id_ed25519"), OpenSshKey.of(pair, "none"));
    keyed.login = FakeRegistry.Login.BEARER;
    keyed.key = pair.getPublic();
    withPassword.login = FakeRegistry.Login.BEARER;
    Files.writeString(root.resolve("etc/ollama-swarm/logins.json"), withPassword.logins("se:cret"));
    store = new TestStore(root, TestSettings.of(Map.of()));
    var weights = "weights".repeat(1000);
    keyed.has(model(keyed), store, "config of a key", weights);
    withPassword.has(model(withPassword), store, "config of a password", weights, "license");
    docker.imageThere = false;
    ollama.pulling =
        () -> {
          store.pull(keyed.host() + "/me/mine:1b", "config of a key", weights);
          return "{\"status\":\"success\"}\n";
        };
    control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    control.createContext("/", this::told);
    control.start();
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "nfs-agent.docker-host", relay.address().toString(),
        "nfs-agent.pull.key-file", "/etc/ollama-swarm/id_ed25519",
        "nfs-agent.pull.login-file", "/etc/ollama-swarm/logins.json",
        "nfs-agent.pull.keep-free", "1",
        "nfs-agent.pull.insecure-registries",
            "http://%s,http://%s".formatted(keyed.host(), withPassword.host()),
        "nfs-agent.prune-grace", "0s",
        // What a program that hangs is given; the stand-ins of the others need milliseconds of it.
        "nfs-agent.command-timeout", "10s");
  }

  @Override
  public String control() {
    return "http://127.0.0.1:" + control.getAddress().getPort();
  }

  private void program(String name, String text) throws IOException {
    var file = root.resolve("usr/local/sbin").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static ModelName model(FakeRegistry registry) {
    return ModelName.parse(registry.host() + "/me/mine:1b");
  }

  private void told(HttpExchange exchange) throws IOException {
    try (exchange) {
      var answer =
          switch (exchange.getRequestURI().getPath()) {
            case "/keyed" -> keyed.host();
            case "/with-password" -> withPassword.host();
            case "/tokens" -> "%d %d".formatted(keyed.tokens.size(), withPassword.tokens.size());
            case "/seen" -> seen();
            case "/damage" -> damage();
            case "/hang" -> Files.createFile(root.resolve("etc/exportfs-hangs")).toString();
            case "/go-on" ->
                String.valueOf(Files.deleteIfExists(root.resolve("etc/exportfs-hangs")));
            case "/container-ends" -> String.valueOf(docker.containerRuns = false);
            default -> throw new IOException("unknown: " + exchange.getRequestURI());
          };
      var bytes = answer.getBytes(UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private String damage() throws IOException {
    var blob = store.blob("weights".repeat(1000));
    Files.writeString(blob, "Weights".repeat(1000));
    return blob.toString();
  }

  /** The kinds of requests that the Engine got, each on a line. */
  private String seen() {
    return docker.requests.stream()
        .map(request -> request.split(" "))
        .map(words -> DockerRequests.kind(words[0] + " " + words[1]))
        .distinct()
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    control.stop(0);
    relay.close();
    docker.close();
    ollama.close();
    keyed.close();
    withPassword.close();
  }
}
