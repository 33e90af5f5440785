package com.wizardsofts.ollamaswarm.node.cli.lead;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificate that says who the operator is: {@code operator.crt}, {@code operator.key}
 * (PKCS#8) and the authority's {@code ca.crt} in one folder.
 */
public final class OperatorCertificate {
  private static final char[] NO_PASSWORD = {};

  private OperatorCertificate() {}

  /** A TLS context that shows the certificate and trusts only the authority. */
  public static SSLContext in(Path folder) {
    try {
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      var chain = certificates(folder.resolve("operator.crt")).toArray(Certificate[]::new);
      keys.setKeyEntry("operator", key(folder.resolve("operator.key")), NO_PASSWORD, chain);
      var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, NO_PASSWORD);
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(own.getKeyManagers(), trust(folder).getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw ProblemCode.FORBIDDEN
          .problem("the operator's certificate in %s cannot be used".formatted(folder))
          .causedBy(e.toString())
          .withRemedy(
              "Put operator.crt, operator.key and ca.crt of the private CA there, readable by you, or name their folder with --tls.")
          .exception();
    }
  }

  private static TrustManagerFactory trust(Path folder)
      throws IOException, GeneralSecurityException {
    var authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    for (var authority : certificates(folder.resolve("ca.crt"))) {
      authorities.setCertificateEntry("ca" + authorities.size(), authority);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authorities);
    return trust;
  }

  private static java.util.Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (var pem = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(pem);
    }
  }

  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    var body = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
    var spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body));
    try {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    } catch (InvalidKeySpecException e) {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    }
  }
}
