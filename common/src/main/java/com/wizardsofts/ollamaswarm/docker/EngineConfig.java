package com.wizardsofts.ollamaswarm.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerConfigFile;
import com.github.dockerjava.core.NameParser;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.SSLConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What docker-java's commands ask of their settings. Its own settings also know TLS, and bring
 * Bouncy Castle into the executables for it.
 *
 * @param host where the Engine listens
 * @param version of the API to speak
 * @param logins folder with the {@code config.json} that docker login writes
 */
record EngineConfig(URI host, RemoteApiVersion version, Path logins) implements DockerClientConfig {

  @Override
  public URI getDockerHost() {
    return host;
  }

  @Override
  public RemoteApiVersion getApiVersion() {
    return version;
  }

  /** The login for the registry of an image; nothing without one. */
  @Override
  public @Nullable AuthConfig effectiveAuthConfig(String imageName) {
    var repository = NameParser.parseRepositoryTag(imageName).repos;
    return file().resolveAuthConfig(NameParser.resolveRepositoryName(repository).hostname);
  }

  @Override
  public AuthConfigurations getAuthConfigurations() {
    return file().getAuthConfigurations();
  }

  private DockerConfigFile file() {
    try {
      return DockerConfigFile.loadConfig(getObjectMapper(), logins.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("the logins in %s cannot be read".formatted(logins), e);
    }
  }

  @Override
  public @Nullable String getRegistryUsername() {
    return null;
  }

  @Override
  public @Nullable String getRegistryPassword() {
    return null;
  }

  @Override
  public @Nullable String getRegistryEmail() {
    return null;
  }

  @Override
  public String getRegistryUrl() {
    return AuthConfig.DEFAULT_SERVER_ADDRESS;
  }

  @Override
  public @Nullable SSLConfig getSSLConfig() {
    return null;
  }
}
