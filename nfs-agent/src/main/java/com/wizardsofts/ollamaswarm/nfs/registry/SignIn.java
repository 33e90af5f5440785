package com.wizardsofts.ollamaswarm.nfs.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.nfs.registry.Logins.Login;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.TimeLimit;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.net.URIBuilder;

/**
 * What this server says to a registry's challenge (RFC 9110, section 11): {@code Basic}, or {@code
 * Bearer} with a token of the server that the challenge names.
 *
 * @param url what was asked for
 * @param limit longest time for a token
 */
record SignIn(CloseableHttpClient http, URI url, Credential who, Duration limit) {
  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The {@code Authorization} for the same request; refuses a challenge of another kind. */
  String answer(ClassicHttpResponse challenged) throws IOException {
    var challenges =
        Arrays.stream(challenged.getHeaders("WWW-Authenticate")).map(Header::getValue).toList();
    for (var challenge : challenges) {
      if (is("Bearer", challenge)) {
        return "Bearer " + token(parameter("realm", challenge), challenge);
      }
    }
    if (who instanceof Login login && challenges.stream().anyMatch(it -> is("Basic", it))) {
      return login.basic();
    }
    throw refused("it asks for " + challenges);
  }

  private static boolean is(String scheme, String challenge) {
    return challenge.regionMatches(true, 0, scheme + " ", 0, scheme.length() + 1);
  }

  private String token(String realm, String challenge) throws IOException {
    var tokenUrl = tokenUrl(realm, challenge);
    var request = new HttpGet(tokenUrl);
    request.setHeader("Authorization", who.forToken(tokenUrl));
    return TimeLimit.within(limit, request::cancel, () -> token(request, realm));
  }

  private String token(HttpGet request, String realm) throws IOException {
    try (Closeable _ = request::cancel) {
      var response = http.executeOpen(null, request, null);
      if (response.getCode() != 200) {
        throw refused("%s answered %d".formatted(realm, response.getCode()));
      }
      var answer = JSON.readTree(response.getEntity().getContent().readNBytes(MOST_BYTES));
      return answer.path("token").asText(answer.path("access_token").asText());
    }
  }

  private URI tokenUrl(String realm, String challenge) {
    try {
      var builder = new URIBuilder(realm);
      // A registry without TLS has no secret to keep from its own network.
      var scheme = String.valueOf(builder.getScheme());
      if (!List.of("https", url.getScheme()).contains(scheme)) {
        throw refused("it wants it sent without TLS, to " + realm);
      }
      if (who instanceof OllamaKey && !url.getAuthority().equals(new URI(realm).getAuthority())) {
        throw refused("it wants the key to sign in at another host, " + realm);
      }
      for (var name : List.of("service", "scope")) {
        var value = parameter(name, challenge);
        if (!value.isEmpty()) {
          builder.addParameter(name, value);
        }
      }
      who.addTo(builder);
      return builder.build();
    } catch (URISyntaxException e) {
      throw new ProblemException(refused("its realm is no URL: " + realm).problem(), e);
    }
  }

  private static String parameter(String name, String challenge) {
    var parameters = PARAMETER.matcher(challenge);
    while (parameters.find()) {
      if (parameters.group(1).equalsIgnoreCase(name)) {
        return parameters.group(2);
      }
    }
    return "";
  }

  ProblemException refused(String cause) {
    return ProblemCode.MODEL_PULL_FAILED
        .problem("The registry does not take %s for %s".formatted(who.owner(), url))
        .causedBy(cause)
        .withRemedy(who.remedy(url.getAuthority()))
        .exception();
  }
}
