package com.wizardsofts.ollamaswarm.nfs.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  @TempDir Path folder;

  @Test
  void a_file_far_larger_than_a_manifest_is_not_read_into_memory() throws Exception {
    // Given
    var file = folder.resolve("manifest");
    var part = "{\"digest\":\"sha256:%s\",\"size\":1}".formatted("a".repeat(64));
    var manifest = "{\"config\":%s,\"layers\":[%s]}".formatted(part, part);
    Files.writeString(file, manifest + " ".repeat(512 << 10));

    // Then
    assertThat(Manifest.read(file).faults()).singleElement().asString().contains("larger than");
    Files.writeString(file, manifest);
    assertThat(Manifest.read(file).faults()).isEmpty();
  }
}
