package com.wizardsofts.ollamaswarm.nfs.registry;

import java.net.URI;
import org.apache.hc.core5.net.URIBuilder;

/** By what this server signs in to a registry: a password, or Ollama's key. Never shown itself. */
sealed interface Credential permits Logins.Login, OllamaKey {

  /** Whose it is, in words. */
  String owner();

  /** What to do when the registry does not take it. */
  String remedy(String host);

  /** What the server of tokens has to be asked beside service and scope. */
  void addTo(URIBuilder tokenUrl);

  /** The {@code Authorization} for a token from this address. */
  String forToken(URI tokenUrl);
}
