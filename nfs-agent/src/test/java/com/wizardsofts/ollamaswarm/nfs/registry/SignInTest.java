package com.wizardsofts.ollamaswarm.nfs.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.model.ModelName;
import com.wizardsofts.ollamaswarm.nfs.registry.FakeRegistry.Login;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A registry with a login, and another one to which it redirects. */
class SignInTest {
  private static final Path LOGINS = Path.of("/etc/ollama-swarm/logins.json");

  @TempDir Path root;
  private FakeRegistry registry;
  private FakeRegistry other;
  private Registry asked;
  private ModelName model;

  @BeforeEach
  void two_registries() throws Exception {
    registry = new FakeRegistry();
    other = new FakeRegistry();
    model = ModelName.parse(registry.host() + "/me/mine:1b");
    other.hasManifest(model, "{}".getBytes(UTF_8));
    var files = new HostFiles(root);
    files.write(LOGINS, registry.logins("se:cret"));
    asked = registry.askedWith(files, "login-file", LOGINS);
  }

  @AfterEach
  void stop() {
    registry.close();
    other.close();
  }

  @Test
  void a_redirect_is_followed() {
    // Given
    registry.manifestsAt = other;

    // Then
    assertThat(asked.manifestText(model)).isEqualTo("{}");
  }

  @ParameterizedTest
  @EnumSource(names = {"BASIC", "BEARER"})
  void the_challenge_of_another_server_is_not_answered(Login login) {
    // Given
    registry.manifestsAt = other;
    other.login = login;

    // Then
    assertThatThrownBy(() -> asked.manifestText(model))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().cause()).contains("401"));
    assertThat(other.tokens).isEmpty();
  }

  @Test
  void a_registry_that_redirects_for_ever_is_given_up() {
    // Given
    registry.manifestsAt = registry;

    // Then
    assertThatThrownBy(() -> asked.manifestText(model))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().cause()).contains("redirects too often"));
  }
}
