package com.wizardsofts.ollamaswarm.nfs.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS that trusts the certificate authorities of a PEM file beside the platform's, as Go does with
 * {@code SSL_CERT_FILE} in the pull container.
 */
final class Authorities {

  private Authorities() {}

  static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers(with(file)), null);
    return context;
  }

  static KeyStore with(Path file) throws IOException, GeneralSecurityException {
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    for (var manager : managers(null)) {
      if (manager instanceof X509TrustManager platform) {
        add(List.of(platform.getAcceptedIssuers()), trusted);
      }
    }
    try (var pem = Files.newInputStream(file)) {
      add(CertificateFactory.getInstance("X.509").generateCertificates(pem), trusted);
    }
    return trusted;
  }

  private static void add(Collection<? extends Certificate> authorities, KeyStore trusted)
      throws GeneralSecurityException {
    for (var authority : authorities) {
      trusted.setCertificateEntry("authority " + trusted.size(), authority);
    }
  }

  /**
   * @param trusted the platform's authorities when there is none
   */
  private static TrustManager[] managers(@Nullable KeyStore trusted)
      throws GeneralSecurityException {
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    return managers.getTrustManagers();
  }
}
