package com.wizardsofts.ollamaswarm.nfs.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.KeyPair;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;

/** A private key as Ollama keeps it, in the form of OpenSSH's PROTOCOL.key. */
public final class OpenSshKey {
  private OpenSshKey() {}

  /** The file's text; a cipher other than {@code none} would be one with a password. */
  public static String of(KeyPair pair, String cipher) throws IOException {
    var encoded = pair.getPublic().getEncoded();
    var open = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    var seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
    var type = "ssh-ed25519".getBytes(UTF_8);
    var check = new byte[8];
    var file =
        joined(
            "openssh-key-v1\0".getBytes(UTF_8),
            part(cipher.getBytes(UTF_8)),
            part("none".getBytes(UTF_8)),
            part(),
            new byte[] {0, 0, 0, 1},
            part(part(type), part(open)),
            part(check, part(type), part(open), part(seed, open), part()));
    return "-----BEGIN OPENSSH PRIVATE KEY-----\n%s\n-----END OPENSSH PRIVATE KEY-----\n"
        .formatted(Base64.getMimeEncoder().encodeToString(file));
  }

  /** With its length before it. */
  private static byte[] part(byte[]... contents) throws IOException {
    var content = joined(contents);
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeInt(content.length);
    out.write(content);
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[]... contents) throws IOException {
    var all = new ByteArrayOutputStream();
    for (var content : contents) {
      all.write(content);
    }
    return all.toByteArray();
  }
}
