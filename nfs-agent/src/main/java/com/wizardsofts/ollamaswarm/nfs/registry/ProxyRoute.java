package com.wizardsofts.ollamaswarm.nfs.registry;

import java.math.BigInteger;
import java.net.InetAddress;
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
   * dot only those, a network in CIDR form the addresses in it (names are not looked up), {@code *}
   * all.
   */
  boolean passes(String host, int port) {
    return noProxy.stream()
        .anyMatch(
            entry ->
                entry.equals("*")
                    || entry.equals(host)
                    || entry.equals(host + ":" + port)
                    || host.endsWith(entry.startsWith(".") ? entry : "." + entry)
                    || isWithin(host, entry));
  }

  private static boolean isWithin(String host, String network) {
    var slash = network.indexOf('/');
    if (slash < 0) {
      return false;
    }
    try {
      var address = InetAddress.ofLiteral(host).getAddress();
      var first = InetAddress.ofLiteral(network.substring(0, slash)).getAddress();
      var hostBits = first.length * 8 - Integer.parseInt(network.substring(slash + 1));
      return address.length == first.length
          && hostBits >= 0
          && hostBits <= first.length * 8
          && new BigInteger(1, address).xor(new BigInteger(1, first)).bitLength() <= hostBits;
    } catch (IllegalArgumentException e) {
      // A name, or no network: it is not within.
      return false;
    }
  }
}
