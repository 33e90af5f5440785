package com.wizardsofts.ollamaswarm.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Unix socket, as a real Engine has, in front of a stand-in that listens on TCP: the agents reach
 * it by the transport that they have on a server.
 */
public final class UnixRelay implements AutoCloseable {
  private final Path folder;
  private final InetSocketAddress to;
  private final ServerSocketChannel server;

  /** Relays to a stand-in at {@code tcp://host:port}, by a socket with a short path. */
  public UnixRelay(URI standIn) {
    to = new InetSocketAddress(standIn.getHost(), standIn.getPort());
    try {
      folder = Files.createTempDirectory("engine");
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("relay").start(this::accept);
  }

  /** Where it listens, as the agents' settings have it. */
  public URI address() {
    return URI.create("unix://" + socket());
  }

  private Path socket() {
    return folder.resolve("docker.sock");
  }

  private void accept() {
    try {
      while (true) {
        var agent = server.accept();
        var engine = SocketChannel.open((SocketAddress) to);
        Thread.ofVirtual().start(() -> pass(agent, engine));
        Thread.ofVirtual().start(() -> pass(engine, agent));
      }
    } catch (IOException e) {
      // The relay was closed; an agent that still asks sees it.
    }
  }

  /** Until one of them ends, which ends both. */
  private static void pass(SocketChannel from, SocketChannel to) {
    var bytes = ByteBuffer.allocate(1 << 16);
    try (from;
        to) {
      while (from.read(bytes) >= 0) {
        bytes.flip();
        while (bytes.hasRemaining()) {
          to.write(bytes);
        }
        bytes.clear();
      }
    } catch (IOException e) {
      // The other direction has closed both.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(socket());
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
