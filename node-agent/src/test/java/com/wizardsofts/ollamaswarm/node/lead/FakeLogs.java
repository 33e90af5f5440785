package com.wizardsofts.ollamaswarm.node.lead;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.wizardsofts.ollamaswarm.node.gateway.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What containers said, in the Engine's frames: a header of the stream's number and the length, a
 * line. Who follows gets lines as they come.
 */
public final class FakeLogs {
  private static final String FRAMES = "application/vnd.docker.multiplexed-stream";
  private static final String RAW = "application/vnd.docker.raw-stream";
  private final List<Line> lines = new ArrayList<>();
  private boolean isClosed;

  private record Line(String task, String text) {}

  /** A task says this. */
  public synchronized void add(String task, String text) {
    lines.add(new Line(task, text));
    notifyAll();
  }

  /** Ends the streams of all who follow. */
  public synchronized void close() {
    isClosed = true;
    notifyAll();
  }

  /** The log of one container, or of all; with the details of their tasks when asked for. */
  public Reply reply(String of, String query) {
    var follows = query.matches(".*follow=(true|1).*");
    var isDetailed = query.matches(".*details=(true|1).*");
    return Reply.stream(FRAMES, out -> write(of, follows, isDetailed, out));
  }

  /** What a program with a terminal printed: no frames. */
  Reply printed(String text) {
    return Reply.stream(RAW, out -> out.write(text.getBytes(UTF_8)));
  }

  private void write(String of, boolean follows, boolean isDetailed, OutputStream out)
      throws IOException {
    int at = 0;
    do {
      var news = after(at, follows && at > 0);
      for (var line : news) {
        if (of.isEmpty() || line.task().equals(of)) {
          out.write(frame(isDetailed ? details(line) : line.text()));
        }
      }
      out.flush();
      at += news.size();
    } while (follows && !isClosed());
  }

  private synchronized boolean isClosed() {
    return isClosed;
  }

  private synchronized List<Line> after(int at, boolean waits) {
    try {
      while (waits && at == lines.size() && !isClosed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.copyOf(lines.subList(at, lines.size()));
  }

  private static String details(Line line) {
    return "com.docker.swarm.node.id=%s,com.docker.swarm.task.id=%s %s"
        .formatted(FakeSwarm.HERE, line.task(), line.text());
  }

  private static byte[] frame(String text) {
    var bytes = (text + "\n").getBytes(UTF_8);
    return ByteBuffer.allocate(8 + bytes.length)
        .putInt(1 << 24)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }
}
