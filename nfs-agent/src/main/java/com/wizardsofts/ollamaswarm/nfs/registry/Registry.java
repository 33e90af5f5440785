package com.wizardsofts.ollamaswarm.nfs.registry;

import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.model.Manifest;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** The registry that a model comes from, reached as the pull container reaches it. */
@ApplicationScoped
public class Registry {
  private static final int MOST_BYTES = 4 << 20;
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

  private final NfsAgentConfig.Pull config;
  private final InsecureRegistries insecure;

  public Registry(NfsAgentConfig config, InsecureRegistries insecure) {
    this.config = config.pull();
    this.insecure = insecure;
  }

  /**
   * The manifest that the model's tag has now. Its digest is not that of the store's file: Ollama
   * writes what it has read in its own way.
   *
   * @throws ProblemException {@code model.pull-failed} when the registry does not answer with one
   */
  public Manifest manifest(ModelName model) {
    var excused = insecure.of(model);
    var url =
        URI.create(
            "%s://%s/v2/%s/%s/manifests/%s"
                .formatted(
                    excused.map(URI::getScheme).orElse("https"),
                    model.host(),
                    model.namespace(),
                    model.model(),
                    model.tag()));
    var request = new HttpGet(url);
    request.addHeader("Accept", MANIFEST);
    try (var http = RegistryConnection.open(config, excused.isEmpty())) {
      return http.execute(request, response -> read(url, response));
    } catch (IOException | GeneralSecurityException e) {
      throw new ProblemException(failed(url, e.toString()).problem(), e);
    }
  }

  private static Manifest read(URI url, ClassicHttpResponse response) throws IOException {
    if (response.getCode() != 200) {
      throw response.getCode() == 401 || response.getCode() == 403
          ? loginWanted(url, response.getCode())
          : failed(url, "it answered " + response.getCode());
    }
    try (var body = response.getEntity().getContent()) {
      return Manifest.of(body.readNBytes(MOST_BYTES));
    }
  }

  private static ProblemException loginWanted(URI url, int status) {
    return ProblemCode.MODEL_PULL_FAILED
        .problem("The registry wants a login for " + url)
        .causedBy("it answered " + status)
        .withRemedy(
            "Only Ollama itself can sign in (nfs-agent.pull.key-file): to mend the model, delete it"
                + " with force and pull it again.")
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
