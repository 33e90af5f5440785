package com.wizardsofts.ollamaswarm.trust;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The lab's private authority for tests of one agent: the agent under test has the certificate of
 * server 80, and callers come with any other that the lab makes.
 */
public class LabPki implements QuarkusTestResourceLifecycleManager {
  private static final Path DIRECTORY = Path.of("target", "pki").toAbsolutePath();
  private static final char[] NO_PASSWORD = {};

  /** Of each working copy other loopback addresses: two may be tested at the same time. */
  private static final String NET =
      "127.%d.%d"
          .formatted(
              1 + Math.floorMod(DIRECTORY.hashCode(), 254),
              Math.floorMod(DIRECTORY.hashCode() / 254, 255));

  @Override
  public Map<String, String> start() {
    try {
      var made =
          new ProcessBuilder("../lab/pki", DIRECTORY.toString(), NET).inheritIO().start().waitFor();
      if (made != 0) {
        throw new IllegalStateException("lab/pki ended with " + made);
      }
    } catch (IOException e) {
      throw new IllegalStateException("lab/pki cannot be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Map.of(
        "quarkus.tls.agents.key-store.pem.0.cert", file("80.crt").toString(),
        "quarkus.tls.agents.key-store.pem.0.key", file("80.key").toString(),
        "quarkus.tls.agents.trust-store.pem.certs", file("ca.crt").toString());
  }

  @Override
  public void stop() {}

  /** A loopback address for a stand-in of this server, which its certificate names too. */
  public static String address(int server) {
    return NET + "." + server;
  }

  /**
   * A caller with the certificate of this name: {@code operator}, {@code 84}, {@code
   * foreign/operator}.
   */
  public static SSLContext caller(String name) {
    try {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      var key =
          KeyFactory.getInstance("EC")
              .generatePrivate(new PKCS8EncodedKeySpec(pem(file(name + ".key"))));
      keys.setKeyEntry("key", key, NO_PASSWORD, new Certificate[] {certificate(name)});
      var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, NO_PASSWORD);
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(own.getKeyManagers(), trusted().getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A caller without any certificate. */
  public static SSLContext stranger() {
    try {
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trusted().getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TrustManagerFactory trusted() throws GeneralSecurityException, IOException {
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(holding("ca"));
    return trust;
  }

  /** A store in memory with the certificate of this name, under that name. */
  public static KeyStore holding(String name) throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry(name, certificate(name));
    return store;
  }

  private static Certificate certificate(String name) throws GeneralSecurityException, IOException {
    try (var text = Files.newInputStream(file(name + ".crt"))) {
      return CertificateFactory.getInstance("X.509").generateCertificate(text);
    }
  }

  private static byte[] pem(Path file) throws IOException {
    var body = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
    return Base64.getDecoder().decode(body);
  }

  private static Path file(String name) {
    return DIRECTORY.resolve(name);
  }
}
