package com.wizardsofts.ollamaswarm.trust;

import io.restassured.RestAssured;
import io.restassured.config.SSLConfig;
import io.restassured.specification.RequestSpecification;
import javax.net.ssl.SSLContext;
import org.apache.http.conn.ssl.SSLSocketFactory;

/** Asks an agent over TLS with a certificate that {@link LabPki} made. */
public final class Caller {

  private Caller() {}

  /** With the certificate of this name: {@code operator}, {@code 84}, {@code foreign/operator}. */
  public static RequestSpecification as(String certificate) {
    return with(LabPki.caller(certificate));
  }

  /** Without any certificate. */
  public static RequestSpecification asStranger() {
    return with(LabPki.stranger());
  }

  private static RequestSpecification with(SSLContext context) {
    var sockets = new SSLSocketFactory(context, SSLSocketFactory.ALLOW_ALL_HOSTNAME_VERIFIER);
    return RestAssured.given()
        .config(RestAssured.config().sslConfig(SSLConfig.sslConfig().sslSocketFactory(sockets)));
  }
}
