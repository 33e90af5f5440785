package com.wizardsofts.ollamaswarm.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.core.RemoteApiVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins as docker login leaves them. */
class EngineConfigTest {
  @TempDir Path folder;

  @Test
  void the_login_of_an_images_registry_goes_with_its_pull() throws IOException {
    // Given: me:secret
    Files.writeString(
        folder.resolve("config.json"),
        "{\"auths\":{\"registry.example:5000\":{\"auth\":\"bWU6c2VjcmV0\"}}}");
    // When
    var image = "registry.example:5000/ollama/ollama:0.17.4";
    var login = Objects.requireNonNull(config().effectiveAuthConfig(image));
    // Then
    assertThat(login.getUsername()).isEqualTo("me");
    assertThat(login.getPassword()).isEqualTo("secret");
    assertThat(config().effectiveAuthConfig("ollama/ollama:latest")).isNull();
  }

  @Test
  void without_a_file_there_is_no_login() {
    assertThat(config().effectiveAuthConfig("registry.example/ollama:latest")).isNull();
  }

  private EngineConfig config() {
    var version = RemoteApiVersion.parseConfig("1.44");
    return new EngineConfig(URI.create("unix:///var/run/docker.sock"), version, folder);
  }
}
