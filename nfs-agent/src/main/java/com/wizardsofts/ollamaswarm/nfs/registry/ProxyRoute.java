package com.wizardsofts.ollamaswarm.nfs.registry;

import java.net.URI;
import java.util.List;
import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** The way through the proxy, past which hosts are reached as {@code NO_PROXY} has it. */
final class ProxyRoute extends DefaultProxyRoutePlanner {
  private final List<String> noProxy;

  ProxyRoute(URI proxy, List<String> noProxy) {
    super(new HttpHost(proxy.getScheme(), proxy.getHost(), proxy.getPort()));
    this.noProxy = noProxy;
  }

  @Override
  protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context)
      throws org.apache.hc.core5.http.HttpException {
    return passes(target.getHostName(), target.getPort())
        ? null
        : super.determineProxy(target, context);
  }

  /**
   * Whether the proxy is left aside: a name also means the hosts below it, one that begins with a
   * dot only those, {@code *} all.
   */
  boolean passes(String host, int port) {
    return noProxy.stream()
        .anyMatch(
            entry ->
                entry.equals("*")
                    || entry.equals(host)
                    || entry.equals(host + ":" + port)
                    || host.endsWith(entry.startsWith(".") ? entry : "." + entry));
  }
}
