package com.wizardsofts.ollamaswarm.nfs.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.machine.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A model's manifest file.
 *
 * @param digest SHA-256 of the file in hexadecimal
 * @param blobs its configuration and layers; a blob that it names twice is here once
 * @param faults why it is not a manifest
 */
public record Manifest(String digest, List<Blob> blobs, List<String> faults) {
  /** Real ones have a few KiB; what is larger is no manifest and not read into memory. */
  private static final int MOST_BYTES = 512 << 10;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SHA256 = Pattern.compile("sha256:([0-9a-f]{64})");

  /** A PiB: sums of such sizes fit into a long. */
  private static final long MOST_BLOB_BYTES = 1L << 50;

  /**
   * A file that a manifest names.
   *
   * @param sha256 of its content, in hexadecimal
   */
  public record Blob(String sha256, long bytes) {
    public String fileName() {
      return "sha256-" + sha256;
    }
  }

  public static Manifest read(Path file) throws IOException {
    return of(content(file));
  }

  /** The file's bytes; of one that is too large only enough to see that it is. */
  static byte[] content(Path file) throws IOException {
    try (var content = Files.newInputStream(file)) {
      return content.readNBytes(MOST_BYTES + 1);
    }
  }

  public static Manifest of(byte[] content) {
    if (content.length > MOST_BYTES) {
      return new Manifest(
          "", List.of(), List.of("the manifest is larger than %d bytes".formatted(MOST_BYTES)));
    }
    var digest = Sha256.hex(content);
    var blobs = new ArrayList<Blob>();
    var faults = new ArrayList<String>();
    try {
      var json = JSON.readTree(content);
      collect(json.path("config"), blobs, faults);
      if (json.path("layers").isEmpty()) {
        faults.add("the manifest names no layers");
      }
      json.path("layers").forEach(layer -> collect(layer, blobs, faults));
    } catch (IOException e) {
      faults.add("the manifest is not JSON");
    }
    return new Manifest(digest, blobs.stream().distinct().toList(), List.copyOf(faults));
  }

  private static void collect(JsonNode part, List<Blob> blobs, List<String> faults) {
    var digest = SHA256.matcher(part.path("digest").asText());
    var size = part.path("size");
    if (digest.matches() && size.canConvertToLong() && isSize(size.asLong())) {
      blobs.add(new Blob(digest.group(1), size.asLong()));
    } else {
      faults.add("the manifest names a part without a digest and size");
    }
  }

  /** The digests of its blobs, in hexadecimal. */
  public List<String> sha256s() {
    return blobs.stream().map(Blob::sha256).toList();
  }

  private static boolean isSize(long bytes) {
    return bytes >= 0 && bytes <= MOST_BLOB_BYTES;
  }

  /** Sum of its blobs. */
  public long bytes() {
    return blobs.stream().mapToLong(Blob::bytes).sum();
  }
}
