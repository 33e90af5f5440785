package com.wizardsofts.ollamaswarm.nfs.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The names and passwords by which this server signs in to registries, in the file that docker
 * login writes ({@code config.json}). Read anew each time: a login is changed without a restart.
 */
@ApplicationScoped
public class Logins {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HostFiles files;
  private final Optional<Path> file;

  public Logins(HostFiles files, NfsAgentConfig config) {
    this.files = files;
    this.file = config.pull().loginFile();
  }

  /** One of them; shown without its password. */
  record Login(String user, String password) {
    @Override
    public String toString() {
      return user;
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
        .problem("The logins in %s cannot be used".formatted(path))
        .causedBy(cause)
        .withRemedy(
            "nfs-agent.pull.login-file names a file as docker login writes it, with an auth for"
                + " each registry.")
        .exception();
  }
}
