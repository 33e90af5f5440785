package com.wizardsofts.ollamaswarm.nfs.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthoritiesTest {
  /** An authority of nobody: {@code CN=authority.example}. */
  private static final String PEM =
      """
      -----BEGIN CERTIFICATE-----
      MIIBTzCCAQGgAwIBAgIUOBbI2U3Jza8xwl8d0778HL8kk2cwBQYDK2VwMBwxGjAY
      BgNVBAMMEWF1dGhvcml0eS5leGFtcGxlMCAXDTI2MTEyNTIwMjk1NFoYDzIxMjYx
      MTAxMjAyOTU0WjAcMRowGAYDVQQDDBFhdXRob3JpdHkuZXhhbXBsZTAqMAUGAytl
      cAMhAKqOxrfWvBzt4vncdu46nJCzQSPr+OeUdMww5n+780Xqo1MwUTAdBgNVHQ4E
      FgQUfcYiLEIMbskDXl73A/YWiLO7/b8wHwYDVR0jBBgwFoAUfcYiLEIMbskDXl73
      A/YWiLO7/b8wDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXADQQAoW8gWm8oAr2oG1oxJ
      HmY9BdQii4lV0qk2kmHpG2oWwdZazp4XHZDcVKPAKX8Qqv4nx/i2sZFl3GYeBkNV
      0uwF
      -----END CERTIFICATE-----
      """;

  @TempDir Path folder;

  @Test
  void the_files_authorities_are_trusted_beside_the_platforms() throws Exception {
    // Given
    var file = Files.writeString(folder.resolve("ca.pem"), PEM);
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    var platform = ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();

    // When
    var trusted = certificates(Authorities.with(file));

    // Then
    assertThat(platform).isNotEmpty();
    assertThat(trusted).contains(platform).hasSize(platform.length + 1);
  }

  private static List<Certificate> certificates(KeyStore store) throws Exception {
    var certificates = new ArrayList<Certificate>();
    for (var alias : Collections.list(store.aliases())) {
      certificates.add(store.getCertificate(alias));
    }
    return certificates;
  }
}
