package com.wizardsofts.ollamaswarm.nfs.registry;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** Names that only pulls know, as Docker's {@code ExtraHosts} has them. */
final class ExtraHosts extends SystemDefaultDnsResolver {
  private final Map<String, String> addresses = new HashMap<>();

  /**
   * @param lines each {@code host:address}
   */
  ExtraHosts(Optional<List<String>> lines) {
    for (var line : lines.orElse(List.of())) {
      var colon = line.indexOf(':');
      if (colon > 0) {
        addresses.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    var address = addresses.get(host);
    return address == null
        ? super.resolve(host)
        : new InetAddress[] {
          InetAddress.getByAddress(host, InetAddress.getByName(address).getAddress())
        };
  }
}
