package com.wizardsofts.ollamaswarm.trust;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.RestAssured;
import io.restassured.config.SSLConfig;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import javax.net.ssl.SSLContext;
import org.apache.http.conn.ssl.SSLSocketFactory;

/** Asks an agent over TLS with a certificate that {@link LabPki} made. */
public final class Caller {

  private static final int PIECE = 8000;

  private Caller() {}

  /** With the certificate of this name: {@code operator}, {@code 84}, {@code foreign/operator}. */
  public static RequestSpecification as(String certificate) {
    return with(LabPki.caller(certificate));
  }

  /** Without any certificate. */
  public static RequestSpecification asStranger() {
    return with(LabPki.stranger());
  }

  /**
   * Sends a JSON body in pieces, so that its size is not told before; RestAssured collects a body.
   *
   * @return status line, headers and body of the answer, and of a second one to a further request
   */
  public static String inPieces(String certificate, String method, URI url, String body)
      throws IOException {
    var sockets = LabPki.caller(certificate).getSocketFactory();
    try (var socket = sockets.createSocket(url.getHost(), url.getPort());
        var out = new PrintStream(socket.getOutputStream(), false, UTF_8)) {
      out.print(
          "%s %s HTTP/1.1\r\nHost: agent\r\nContent-Type: application/json\r\n"
              .formatted(method, url.getPath()));
      out.print("Transfer-Encoding: chunked\r\n\r\n");
      for (int at = 0; at < body.length(); at += PIECE) {
        var piece = body.substring(at, Math.min(body.length(), at + PIECE));
        out.print("%x\r\n%s\r\n".formatted(piece.length(), piece));
      }
      out.print("0\r\n\r\nGET /v1/status HTTP/1.1\r\nHost: agent\r\nConnection: close\r\n\r\n");
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  /** Asks, and is gone before the answer. */
  public static void leaves(String certificate, URI url) throws IOException {
    var sockets = LabPki.caller(certificate).getSocketFactory();
    try (var socket = sockets.createSocket(url.getHost(), url.getPort())) {
      var request = "GET %s?%s HTTP/1.1\r\nHost: agent\r\n\r\n";
      socket
          .getOutputStream()
          .write(request.formatted(url.getPath(), url.getQuery()).getBytes(UTF_8));
    }
  }

  private static RequestSpecification with(SSLContext context) {
    var sockets = new SSLSocketFactory(context, SSLSocketFactory.ALLOW_ALL_HOSTNAME_VERIFIER);
    return RestAssured.given()
        .filter(new Calls())
        .config(RestAssured.config().sslConfig(SSLConfig.sslConfig().sslSocketFactory(sockets)));
  }
}
