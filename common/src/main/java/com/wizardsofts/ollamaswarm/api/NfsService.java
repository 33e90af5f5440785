package com.wizardsofts.ollamaswarm.api;

import java.util.List;

/**
 * The kernel's NFS server.
 *
 * @param threads 0 when it does not run, or when another NFS server than the kernel's does
 * @param versions of the protocol that it speaks, such as {@code 4.2}
 * @param connected who has state with it now; only NFSv4 clients have
 */
public record NfsService(int threads, List<String> versions, List<Connected> connected) {

  /**
   * A client.
   *
   * @param address without its port
   * @param name as it calls itself
   * @param version of the protocol that it speaks, such as {@code 4.2}
   */
  public record Connected(String address, String name, String version) {}
}
