package com.wizardsofts.ollamaswarm.diagnosis;

import com.wizardsofts.ollamaswarm.api.Finding;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The agent's own certificate and the authorities that it trusts. */
@ApplicationScoped
public class CertificateCheck implements Check {
  private static final Duration NOTICE = Duration.ofDays(14);

  private final TlsConfigurationRegistry tls;
  private final Clock clock;

  public CertificateCheck(TlsConfigurationRegistry tls, Clock clock) {
    this.tls = tls;
    this.clock = clock;
  }

  @Override
  public String subject() {
    return "the certificates";
  }

  @Override
  public List<Finding> look() {
    var agents = tls.get("agents").orElseThrow();
    var found = new ArrayList<Finding>();
    for (var store : List.of(agents.getKeyStore(), agents.getTrustStore())) {
      for (var certificate : certificates(store)) {
        var end = certificate.getNotAfter().toInstant();
        if (clock.instant().isAfter(end.minus(NOTICE))) {
          found.add(
              FindingCode.CERTIFICATE_EXPIRING.finding(
                  "%s is valid until %s".formatted(certificate.getSubjectX500Principal(), end)));
        }
      }
    }
    return found;
  }

  private static List<X509Certificate> certificates(KeyStore store) {
    try {
      var certificates = new ArrayList<X509Certificate>();
      for (var alias : Collections.list(store.aliases())) {
        if (store.getCertificate(alias) instanceof X509Certificate certificate) {
          certificates.add(certificate);
        }
      }
      return certificates;
    } catch (KeyStoreException e) {
      throw new IllegalStateException("a store that was loaded is not", e);
    }
  }
}
