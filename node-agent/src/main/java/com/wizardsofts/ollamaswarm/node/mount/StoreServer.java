package com.wizardsofts.ollamaswarm.node.mount;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** The NFS server of the model store, as this node reaches it; NFSv4 needs one port. */
@ApplicationScoped
public class StoreServer {
  private static final int NFS_PORT = 2049;
  private static final int LIMIT_MILLIS = 5000;

  private final int port;

  @Inject
  public StoreServer() {
    this(NFS_PORT);
  }

  /** A server at another port: tests cannot have the real one. */
  StoreServer(int port) {
    this.port = port;
  }

  /**
   * Throws {@code store.unreachable} when the server's NFS port does not accept within 5 seconds.
   */
  void reach(String address) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), LIMIT_MILLIS);
    } catch (IOException e) {
      throw new ProblemException(
          ProblemCode.STORE_UNREACHABLE
              .problem("%s:%d does not accept a connection from this node".formatted(address, port))
              .causedBy(String.valueOf(e.getMessage()))
              .withRemedy(
                  "On %s: open %d/tcp to this node in its firewall (ufw status), and systemctl start nfs-server."
                      .formatted(address, port)),
          e);
    }
  }
}
