package com.wizardsofts.ollamaswarm.nfs.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.net.URIBuilder;

/**
 * By what this server signs in to registries: names and passwords, in the file that docker login
 * writes ({@code config.json}), and Ollama's key. Read anew each time: a login is changed without a
 * restart.
 */
@ApplicationScoped
public class Logins {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HostFiles files;
  private final Optional<Path> file;
  private final Optional<Path> keyFile;
  private final Clock clock;

  public Logins(HostFiles files, NfsAgentConfig config, Clock clock) {
    this.files = files;
    this.file = config.pull().loginFile();
    this.keyFile = config.pull().keyFile();
    this.clock = clock;
  }

  /** One of them; shown without its password. */
  record Login(String user, String password) implements Credential {
    String basic() {
      var pair = user + ":" + password;
      return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String owner() {
      return "the login of " + user;
    }

    @Override
    public String remedy(String host) {
      return "Correct name and password of %s in the file that nfs-agent.pull.login-file names:"
              .formatted(host)
          + " docker login writes them. See also whether that user may read the model.";
    }

    @Override
    public void addTo(URIBuilder tokenUrl) {}

    @Override
    public String forToken(URI tokenUrl) {
      return basic();
    }

    @Override
    public String toString() {
      return user;
    }
  }

  /** What the registry may be shown: its login, else Ollama's key where one is set. */
  Optional<Credential> credential(String host) {
    return of(host).<Credential>map(login -> login).or(() -> keyFile.map(this::key));
  }

  private Credential key(Path path) {
    try {
      var text = files.read(path).orElseThrow(() -> unusable(path, "there is no such file"));
      return OllamaKey.read(text, clock);
    } catch (GeneralSecurityException e) {
      throw new ProblemException(unusable(path, String.valueOf(e.getMessage())).problem(), e);
    }
  }

  /**
   * The login for this registry, if there is one.
   *
   * @param host as it stands in models' names, {@code registry.example:5000}
   * @throws ProblemException {@code model.pull-failed} when the file does not tell
   */
  Optional<Login> of(String host) {
    return file.flatMap(
        path ->
            entries(path).properties().stream()
                .filter(entry -> host(entry.getKey()).equals(host))
                .map(Map.Entry::getValue)
                .findFirst()
                .map(entry -> login(path, host, entry)));
  }

  private JsonNode entries(Path path) {
    try {
      var text = files.read(path).orElseThrow(() -> unusable(path, "there is no such file"));
      return JSON.readTree(text).path("auths");
    } catch (JsonProcessingException e) {
      // The exception's own words quote the file.
      throw unusable(path, "it is not JSON, line " + e.getLocation().getLineNr());
    }
  }

  /** Entries are also written as URLs. */
  private static String host(String entry) {
    return entry.replaceFirst("^https?://", "").replaceFirst("/.*", "");
  }

  private static Login login(Path path, String host, JsonNode entry) {
    try {
      var decoded = Base64.getDecoder().decode(entry.path("auth").asText());
      var login = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
      if (login.length == 2) {
        return new Login(login[0], login[1]);
      }
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          unusable(path, "auth of %s is no base64".formatted(host)).problem(), e);
    }
    throw unusable(path, "%s has no auth: credential helpers are not asked".formatted(host));
  }

  private static ProblemException unusable(Path path, String cause) {
    return ProblemCode.MODEL_PULL_FAILED
        .problem("%s cannot be used to sign in to a registry".formatted(path))
        .causedBy(cause)
        .withRemedy(
            "nfs-agent.pull.login-file names a file as docker login writes it, with an auth for"
                + " each registry, nfs-agent.pull.key-file one as Ollama writes it (id_ed25519).")
        .exception();
  }
}
