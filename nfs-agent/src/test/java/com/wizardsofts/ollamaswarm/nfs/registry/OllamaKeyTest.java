package com.wizardsofts.ollamaswarm.nfs.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that knows Ollama's keys; the form of its files is that of OpenSSH's PROTOCOL.key. */
class OllamaKeyTest {
  private static final Path KEY = Path.of("/etc/ollama-swarm/id_ed25519");

  @TempDir Path root;
  private KeyPair pair;
  private HostFiles files;
  private FakeRegistry registry;
  private Registry asked;
  private ModelName model;

  @BeforeEach
  void a_registry_that_knows_a_key() throws Exception {
    pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    files = new HostFiles(root);
    registry = new FakeRegistry();
    registry.login = FakeRegistry.Login.BEARER;
    registry.key = pair.getPublic();
    model = ModelName.parse(registry.host() + "/me/mine:1b");
    registry.hasManifest(model, "{}".getBytes(UTF_8));
    asked = registry.askedWith(files, "key-file", KEY);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void the_key_signs_in_to_read_a_manifest() throws Exception {
    // Given
    files.write(KEY, OpenSshKey.of(pair, "none"));

    // Then
    assertThat(asked.manifestText(model)).isEqualTo("{}");
    assertThat(registry.tokens)
        .singleElement()
        .asString()
        .matches("service=models&scope=repository:me:pull&ts=\\d+&nonce=.+");
    assertThat(asked.hasLogin(model)).isFalse();
  }

  @Test
  void a_key_that_the_registry_does_not_know_is_a_problem_that_names_its_setting()
      throws Exception {
    // Given
    files.write(
        KEY, OpenSshKey.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), "none"));

    // Then
    var problem = refused();
    assertThat(problem.detail()).contains("does not take Ollama's key");
    assertThat(problem.remedy()).contains("nfs-agent.pull.key-file");
  }

  @Test
  void no_registry_gets_a_token_for_another_one() throws Exception {
    // Given
    files.write(KEY, OpenSshKey.of(pair, "none"));
    try (var other = new FakeRegistry()) {
      other.key = pair.getPublic();
      registry.tokensOf = other;

      // Then
      assertThat(refused().cause()).contains("another host", other.host());
      assertThat(other.tokens).isEmpty();
    }
  }

  @Test
  void a_file_that_is_no_such_key_is_named() throws Exception {
    files.write(KEY, OpenSshKey.of(pair, "aes256-ctr"));
    assertThat(refused().cause()).contains("passphrase");
    files.write(KEY, "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n");
    assertThat(refused().cause()).contains("no key of OpenSSH");
    files.write(KEY, "?");
    assertThat(refused().detail()).contains(KEY.toString());
  }

  private Problem refused() {
    return catchThrowableOfType(ProblemException.class, () -> asked.manifest(model)).problem();
  }
}
