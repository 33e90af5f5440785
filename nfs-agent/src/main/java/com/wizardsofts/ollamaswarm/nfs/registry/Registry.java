package com.wizardsofts.ollamaswarm.nfs.registry;

import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import com.wizardsofts.ollamaswarm.step.TimeLimit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** The registry that a model comes from, reached as the pull container reaches it. */
@ApplicationScoped
public class Registry {
  private static final int PARTIAL = 206;
  private static final int MOST_BYTES = 512 << 10;
  private static final int MOST_REQUESTS = 8;
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

  private final NfsAgentConfig.Pull config;
  private final InsecureRegistries insecure;
  private final Logins logins;
  private final Duration limit;

  @Inject
  public Registry(NfsAgentConfig config, InsecureRegistries insecure, Logins logins) {
    this(config, insecure, logins, Duration.ofMinutes(1));
  }

  /**
   * @param limit longest time for a manifest and for a token
   */
  Registry(NfsAgentConfig config, InsecureRegistries insecure, Logins logins, Duration limit) {
    this.config = config.pull();
    this.insecure = insecure;
    this.logins = logins;
    this.limit = limit;
  }

  /** Reads a blob's bytes as they come. */
  public interface BlobReader {
    /**
     * @param from which byte of the blob is the first: 0 too when a later one was asked for
     */
    void read(InputStream content, long from) throws IOException;
  }

  private interface Answer<T> {
    T read(ClassicHttpResponse response) throws IOException;
  }

  /** Whether this server signs in there with a name and a password. */
  public boolean hasLogin(ModelName model) {
    return logins.of(model.host()).isPresent();
  }

  /**
   * The manifest that the model's tag has now. Its digest is not that of the store's file: Ollama
   * writes what it has read in its own way.
   *
   * @throws ProblemException {@code model.pull-failed} when the registry does not answer with one
   */
  public Manifest manifest(ModelName model) {
    return Manifest.of(manifestText(model).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Likewise, of a registry that answers within this time.
   *
   * @throws ProblemException {@code model.pull-failed}
   */
  public Manifest manifest(ModelName model, Duration within) {
    return Manifest.of(manifestText(model, within).getBytes(StandardCharsets.UTF_8));
  }

  /** As {@link #manifest}, as the registry has written it. */
  public String manifestText(ModelName model) {
    return manifestText(model, limit);
  }

  private String manifestText(ModelName model, Duration within) {
    var request = new HttpGet(url(model, "manifests/" + model.tag()));
    request.addHeader("Accept", MANIFEST);
    try {
      return TimeLimit.within(
          within, request::cancel, () -> get(model, request, Registry::manifestText));
    } catch (SocketTimeoutException e) {
      throw new ProblemException(failed(url(request), e.toString()).problem(), e);
    }
  }

  private static String manifestText(ClassicHttpResponse response) throws IOException {
    return new String(
        response.getEntity().getContent().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
  }

  /**
   * Has a blob read from this byte on.
   *
   * @throws ProblemException {@code model.pull-failed}
   */
  public void blob(ModelName model, Manifest.Blob blob, long from, BlobReader reader) {
    var request = new HttpGet(url(model, "blobs/sha256:" + blob.sha256()));
    if (from > 0) {
      request.addHeader("Range", "bytes=%d-".formatted(from));
    }
    get(
        model,
        request,
        response -> {
          var first = response.getCode() == PARTIAL ? from : 0;
          reader.read(response.getEntity().getContent(), first);
          return first;
        });
  }

  private URI url(ModelName model, String what) {
    return URI.create(
        "%s://%s/v2/%s/%s/%s"
            .formatted(
                insecure.of(model).map(URI::getScheme).orElse("https"),
                model.host(),
                model.namespace(),
                model.model(),
                what));
  }

  /** The request is cut off in the end: to close its answer would read a blob to its end. */
  private <T> T get(ModelName model, HttpGet request, Answer<T> answer) {
    var url = url(request);
    try (var http = RegistryConnection.open(config, insecure.of(model).isEmpty());
        Closeable _ = request::cancel) {
      var response = send(http, request, model.host());
      var status = response.getCode();
      if (status == 200 || status == PARTIAL) {
        return answer.read(response);
      }
      if (status != 401 && status != 403) {
        throw failed(url, "it answered " + status);
      }
      throw logins
          .credential(model.host())
          .map(known -> new SignIn(http, url, known, limit).refused("it answered " + status))
          .orElseGet(() -> loginWanted(url, status));
    } catch (IOException | GeneralSecurityException e) {
      throw new ProblemException(failed(url, e.toString()).problem(), e);
    }
  }

  private static URI url(HttpGet request) {
    try {
      return request.getUri();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("it was made of a URI", e);
    }
  }

  /**
   * Sends it until it is answered: signed in when the registry asks for that, and where the
   * registry redirects. Nobody but the registry is answered a challenge or sees the login: who
   * keeps its blobs must not get its password, and often refuses one.
   */
  private ClassicHttpResponse send(CloseableHttpClient http, HttpGet request, String host)
      throws IOException {
    var registry = origin(url(request));
    for (var sent = 0; sent < MOST_REQUESTS; sent++) {
      var response = http.executeOpen(null, request, null);
      var elsewhere = response.getFirstHeader("Location");
      if (response.getCode() / 100 == 3 && elsewhere != null) {
        request.reset();
        request.setUri(elsewhere(url(request), elsewhere.getValue()));
        if (!origin(url(request)).equals(registry)) {
          request.removeHeaders("Authorization");
        }
        continue;
      }
      var challenged =
          response.getCode() == 401
              && origin(url(request)).equals(registry)
              && !request.containsHeader("Authorization");
      var who = challenged ? logins.credential(host) : Optional.<Credential>empty();
      if (who.isEmpty()) {
        return response;
      }
      request.reset();
      var answer = new SignIn(http, url(request), who.get(), limit).answer(response);
      request.setHeader("Authorization", answer);
    }
    throw failed(url(request), "it redirects too often");
  }

  private static URI elsewhere(URI url, String location) {
    try {
      return url.resolve(location);
    } catch (IllegalArgumentException e) {
      var problem = failed(url, "it redirects to what is no URL: " + Quoted.text(location));
      throw new ProblemException(problem.problem(), e);
    }
  }

  private static String origin(URI url) {
    return url.getScheme() + "://" + url.getAuthority();
  }

  private static ProblemException loginWanted(URI url, int status) {
    return ProblemCode.MODEL_PULL_FAILED
        .problem("The registry wants a login for " + url)
        .causedBy("it answered " + status)
        .withRemedy(
            "On the store's server set nfs-agent.pull.login-file for a registry of names and"
                + " passwords, nfs-agent.pull.key-file for one that knows Ollama's keys.")
        .exception();
  }

  private static ProblemException failed(URI url, String cause) {
    return ProblemCode.MODEL_PULL_FAILED
        .problem("The registry does not answer for " + url)
        .causedBy(cause)
        .withRemedy(
            "Check that the store's server reaches the registry and that it has the model;"
                + " nfs-agent.pull.proxy, no-proxy, ca-file, extra-hosts and insecure-registries"
                + " apply.")
        .exception();
  }
}
