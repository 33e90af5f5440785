package com.wizardsofts.ollamaswarm.nfs.registry;

import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.apache.hc.core5.util.Timeout;

/** The way to a registry, with the settings that the pull container has. */
final class RegistryConnection {
  private static final Timeout LIMIT = Timeout.of(Duration.ofSeconds(20));

  private RegistryConnection() {}

  /**
   * Follows no redirect: who asks has to know whose answer it is.
   *
   * @param trusted whether the registry has to prove who it is
   */
  static CloseableHttpClient open(NfsAgentConfig.Pull config, boolean trusted)
      throws IOException, GeneralSecurityException {
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(new ExtraHosts(config.extraHosts()))
            .setDefaultConnectionConfig(
                ConnectionConfig.custom().setConnectTimeout(LIMIT).setSocketTimeout(LIMIT).build());
    tls(config, trusted).ifPresent(connections::setTlsSocketStrategy);
    var http = HttpClients.custom().setConnectionManager(connections.build());
    config
        .proxy()
        .ifPresent(
            proxy ->
                http.setRoutePlanner(new ProxyRoute(proxy, config.noProxy().orElse(List.of()))));
    return http.disableAutomaticRetries().disableRedirectHandling().build();
  }

  private static Optional<TlsSocketStrategy> tls(NfsAgentConfig.Pull config, boolean trusted)
      throws IOException, GeneralSecurityException {
    if (!trusted) {
      var anybody = SSLContextBuilder.create().loadTrustMaterial((_, _) -> true).build();
      return Optional.of(new DefaultClientTlsStrategy(anybody, NoopHostnameVerifier.INSTANCE));
    }
    return config.caFile().isPresent()
        ? Optional.of(new DefaultClientTlsStrategy(Authorities.trusting(config.caFile().get())))
        : Optional.empty();
  }
}
