package com.wizardsofts.ollamaswarm.machine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The Unix datagram socket on which systemd listens, as sd_notify(3) has it. Java has no such
 * sockets, so three functions of the C library are called; their descriptors stand once more in
 * {@code reachability-metadata.json}, for native executables.
 */
final class NotifySocket {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int LONGEST_PATH = 107;

  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle SENDTO =
      function(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final byte[] path;

  /** The socket of this path; a leading {@code @} stands for the abstract name space. */
  NotifySocket(String path) {
    this.path = path.getBytes(StandardCharsets.UTF_8);
    if (this.path.length > LONGEST_PATH) {
      throw new IllegalArgumentException("longer than a socket's path can be: " + path);
    }
    if (path.startsWith("@")) {
      this.path[0] = 0;
    }
  }

  /** Sends one message; false when nobody took it. */
  boolean send(String message) {
    try (var arena = Arena.ofConfined()) {
      var bytes = message.getBytes(StandardCharsets.UTF_8);
      var text = arena.allocateFrom(JAVA_BYTE, bytes);
      var address = address(arena);
      int socket = (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (socket < 0) {
        return false;
      }
      long sent =
          (long)
              SENDTO.invokeExact(
                  socket,
                  text,
                  (long) bytes.length,
                  MSG_NOSIGNAL,
                  address,
                  (int) address.byteSize());
      int closed = (int) CLOSE.invokeExact(socket);
      return sent == bytes.length && closed == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("the C library cannot be called", e);
    }
  }

  private MemorySegment address(Arena arena) {
    var layout =
        MemoryLayout.structLayout(JAVA_SHORT, MemoryLayout.sequenceLayout(path.length, JAVA_BYTE));
    var address = arena.allocate(layout);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
    return address;
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    var linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
  }
}
