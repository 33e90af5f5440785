package com.wizardsofts.ollamaswarm.nfs.export;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.problem.Quoted;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address, or a network in CIDR form. Host names, wildcards and netgroups of
 * exports(5) are left out: who may mount the store must not depend on a name service.
 */
final class NetworkAddress {
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*");
  private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

  private NetworkAddress() {}

  /** Refuses ({@code bad-input}) what is neither, and a network with bits behind its prefix. */
  static void check(String client) {
    var slash = client.indexOf('/');
    var bytes = bytes(client, slash < 0 ? client : client.substring(0, slash));
    if (slash < 0) {
      return;
    }
    var prefix = prefix(client, client.substring(slash + 1), bytes.length * 8);
    var hostBits = BigInteger.ONE.shiftLeft(bytes.length * 8 - prefix).subtract(BigInteger.ONE);
    if (new BigInteger(1, bytes).and(hostBits).signum() != 0) {
      throw refused(client, "it has bits behind its prefix of " + prefix);
    }
  }

  /** Whether two of them, each in its own spelling, are the same addresses. */
  static boolean isSame(String one, String other) {
    return one.equals(other)
        || (isAddress(one) && isAddress(other) && canonical(one).equals(canonical(other)));
  }

  static boolean isAddress(String text) {
    var address = text.split("/", 2)[0];
    return IPV4.matcher(address).matches() || IPV6.matcher(address).matches();
  }

  private static String canonical(String client) {
    var parts = client.split("/", 2);
    var bytes = bytes(client, parts[0]);
    var prefix = parts.length < 2 ? String.valueOf(bytes.length * 8) : parts[1];
    return HexFormat.of().formatHex(bytes) + "/" + prefix;
  }

  private static byte[] bytes(String client, String address) {
    if (!IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
      throw refused(client, "it is not an address");
    }
    try {
      // Only digits, dots and colons get here, so that no name is ever looked up.
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new ProblemException(refused(client, "it is not an address").problem(), e);
    }
  }

  private static int prefix(String client, String digits, int most) {
    if (!PREFIX.matcher(digits).matches() || Integer.parseInt(digits) > most) {
      throw refused(client, "its prefix is not a number from 0 to " + most);
    }
    return Integer.parseInt(digits);
  }

  private static ProblemException refused(String client, String why) {
    return ProblemCode.BAD_INPUT
        .problem("The client %s cannot be exported to: %s".formatted(Quoted.text(client), why))
        .withRemedy("Give addresses or networks in CIDR form, such as 10.0.0.0/24.")
        .exception();
  }
}
