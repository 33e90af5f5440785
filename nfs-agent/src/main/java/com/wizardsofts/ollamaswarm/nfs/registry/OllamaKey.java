package com.wizardsofts.ollamaswarm.nfs.registry;

import java.net.URI;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import org.apache.hc.core5.net.URIBuilder;

/**
 * The key by which Ollama signs in: a signature over the request for a token, which a registry that
 * knows the public half checks (Ollama 0.17.4, server/auth.go). Every registry is offered it, so
 * that it signs only for the registry itself, as Ollama's since 0.14.3 (CVE-2025-51471): a token
 * for another one would come into the hands of whoever asked.
 *
 * @param publicKey as it stands in {@code id_ed25519.pub}, in base64
 */
record OllamaKey(String publicKey, PrivateKey key, Clock clock) implements Credential {
  private static final String MAGIC = "openssh-key-v1\0";
  private static final int SEED_BYTES = 32;

  /** Base64 of the hexadecimal SHA-256 of a body that is empty. */
  private static final String NO_BODY =
      Base64.getEncoder()
          .encodeToString(
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
                  .getBytes(StandardCharsets.UTF_8));

  /**
   * Reads a file as ssh-keygen(1) and Ollama write it.
   *
   * @throws GeneralSecurityException when it is not an ed25519 key without a passphrase
   */
  static OllamaKey read(String file, Clock clock) throws GeneralSecurityException {
    try {
      var bytes = Base64.getDecoder().decode(file.replaceAll("-----[A-Z ]+-----|\\s", ""));
      var content = ByteBuffer.wrap(bytes);
      var magic = new byte[MAGIC.length()];
      content.get(magic);
      if (!new String(magic, StandardCharsets.UTF_8).equals(MAGIC)) {
        throw new GeneralSecurityException("it is no key of OpenSSH");
      }
      if (!text(content).equals("none")) {
        throw new GeneralSecurityException("it has a passphrase");
      }
      part(content); // the name of what made a key of the passphrase, and
      part(content); // its options: none
      content.getInt();
      var publicKey = Base64.getEncoder().encodeToString(part(content));
      var secret = ByteBuffer.wrap(part(content));
      secret.getLong();
      if (!text(secret).equals("ssh-ed25519")) {
        throw new GeneralSecurityException("it is no ed25519 key");
      }
      part(secret);
      var pair = part(secret);
      if (pair.length != 2 * SEED_BYTES) {
        throw new GeneralSecurityException("its key has another length");
      }
      var seed = Arrays.copyOf(pair, SEED_BYTES);
      var spec = new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed);
      return new OllamaKey(
          publicKey, KeyFactory.getInstance("Ed25519").generatePrivate(spec), clock);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new GeneralSecurityException("it is no key of OpenSSH", e);
    }
  }

  private static byte[] part(ByteBuffer content) {
    var part = new byte[Math.clamp(content.getInt(), 0, content.remaining())];
    content.get(part);
    return part;
  }

  private static String text(ByteBuffer content) {
    return new String(part(content), StandardCharsets.UTF_8);
  }

  @Override
  public String owner() {
    return "Ollama's key";
  }

  @Override
  public String remedy(String host) {
    return "Make the public half of the key that nfs-agent.pull.key-file names known to %s, for a"
            .formatted(host)
        + " user who may read the model.";
  }

  @Override
  public void addTo(URIBuilder tokenUrl) {
    tokenUrl.addParameter("ts", String.valueOf(clock.instant().getEpochSecond()));
    tokenUrl.addParameter("nonce", UUID.randomUUID().toString());
  }

  @Override
  public String forToken(URI tokenUrl) {
    try {
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update("GET,%s,%s".formatted(tokenUrl, NO_BODY).getBytes(StandardCharsets.UTF_8));
      return publicKey + ":" + Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has Ed25519", e);
    }
  }

  @Override
  public String toString() {
    return owner();
  }
}
