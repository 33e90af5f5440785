package com.wizardsofts.ollamaswarm.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.trust.LabPki;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CertificateCheckTest {

  @BeforeAll
  static void certificates() {
    new LabPki().start();
  }

  @Test
  void certificates_that_last_are_no_finding() throws Exception {
    assertThat(look(Collections.min(ends()).minus(Duration.ofDays(15)))).isEmpty();
  }

  @Test
  void the_agents_own_and_its_authoritys_that_end_soon_are_found() throws Exception {
    assertThat(look(Collections.max(ends()).minus(Duration.ofDays(13))))
        .extracting(Finding::code)
        .containsExactly("certificate.expiring", "certificate.expiring");
    assertThat(look(Collections.max(ends()).plusSeconds(1)))
        .extracting(Finding::cause)
        .anyMatch(cause -> cause.contains("CN=s80"))
        .anyMatch(cause -> cause.contains("CN=ollama-swarm lab CA"));
  }

  private static List<Instant> ends() throws Exception {
    return List.of(end("80"), end("ca"));
  }

  private static Instant end(String name) throws Exception {
    return ((X509Certificate) LabPki.holding(name).getCertificate(name)).getNotAfter().toInstant();
  }

  private static List<Finding> look(Instant now) throws Exception {
    var own = LabPki.holding("80");
    var trusted = LabPki.holding("ca");
    var agents =
        proxy(
            TlsConfiguration.class,
            (_, method, _) -> method.getName().equals("getKeyStore") ? own : trusted);
    var registry = proxy(TlsConfigurationRegistry.class, (_, _, _) -> Optional.of(agents));
    return new CertificateCheck(registry, Clock.fixed(now, ZoneOffset.UTC)).look();
  }

  private static <T> T proxy(Class<T> type, InvocationHandler answer) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answer));
  }
}
