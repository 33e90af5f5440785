package com.wizardsofts.ollamaswarm.nfs.model;

import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.Timeout;

/** The registry that a model comes from, reached as the pull container reaches it. */
@ApplicationScoped
public class Registry {
  private static final Timeout LIMIT = Timeout.of(Duration.ofSeconds(20));
  private static final int MOST_BYTES = 4 << 20;
  private static final String MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

  private final NfsAgentConfig.Pull config;

  public Registry(NfsAgentConfig config) {
    this.config = config.pull();
  }

  /**
   * The manifest that the model's tag has now. Its digest is not that of the store's file: Ollama
   * writes what it has read in its own way.
   *
   * @throws ProblemException {@code model.pull-failed} when the registry does not answer with one
   */
  public Manifest manifest(ModelName model) {
    var url =
        URI.create(
            "https://%s/v2/%s/%s/manifests/%s"
                .formatted(model.host(), model.namespace(), model.model(), model.tag()));
    var request = new HttpGet(url);
    request.addHeader("Accept", MANIFEST);
    try (var http = client()) {
      return http.execute(request, response -> read(url, response));
    } catch (IOException | GeneralSecurityException e) {
      throw new ProblemException(failed(url, e.toString()).problem(), e);
    }
  }

  private static Manifest read(URI url, ClassicHttpResponse response) throws IOException {
    if (response.getCode() != 200) {
      throw failed(url, "it answered " + response.getCode());
    }
    try (var body = response.getEntity().getContent()) {
      return Manifest.of(body.readNBytes(MOST_BYTES));
    }
  }

  private CloseableHttpClient client() throws IOException, GeneralSecurityException {
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(new ExtraHosts(config.extraHosts()))
            .setDefaultConnectionConfig(
                ConnectionConfig.custom().setConnectTimeout(LIMIT).setSocketTimeout(LIMIT).build());
    if (config.caFile().isPresent()) {
      connections.setTlsSocketStrategy(
          new DefaultClientTlsStrategy(Authorities.trusting(config.caFile().get())));
    }
    var http = HttpClients.custom().setConnectionManager(connections.build());
    config.proxy().ifPresent(proxy -> http.setProxy(HttpHost.create(proxy)));
    return http.disableAutomaticRetries().build();
  }

  private static ProblemException failed(URI url, String cause) {
    return ProblemCode.MODEL_PULL_FAILED
        .problem("The registry does not answer for " + url)
        .causedBy(cause)
        .withRemedy(
            "Check that the store's server reaches the registry and that it has the model;"
                + " nfs-agent.pull.proxy, ca-file and extra-hosts apply.")
        .exception();
  }
}
