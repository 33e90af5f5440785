package com.wizardsofts.ollamaswarm.nfs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.nfs.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreMarkerTest {
  @TempDir Path root;
  private Path file;
  private StoreMarker marker;

  @BeforeEach
  void an_empty_store() throws Exception {
    Files.createDirectories(root.resolve("opt/ollama-models"));
    file = root.resolve("opt/ollama-models/.ollama-swarm-store");
    marker = again();
  }

  private StoreMarker again() {
    var files = new HostFiles(root);
    return new StoreMarker(files, new ModelStore(files, TestSettings.of(Map.of())));
  }

  @Test
  void the_id_is_made_once_and_the_counter_moves() throws Exception {
    // When
    var id = marker.id();
    var first = read();
    marker.move();
    again().move();

    // Then
    assertThat(read().path("id").asText()).isEqualTo(id).isEqualTo(first.path("id").asText());
    assertThat(first.path("counter").asLong()).isEqualTo(1);
    assertThat(read().path("counter").asLong()).isEqualTo(3);
  }

  @Test
  void asking_for_the_id_does_not_move_the_counter() throws Exception {
    // Given
    marker.move();

    // When
    marker.id();

    // Then
    assertThat(read().path("counter").asLong()).isEqualTo(1);
  }

  @Test
  void it_fills_one_block_and_everybody_may_read_it() throws Exception {
    // When
    marker.move();

    // Then
    assertThat(file).hasSize(4096);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
    assertThat(Files.readString(file)).endsWith(" \n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "not JSON", "{}", "{\"id\":\"../../x\",\"counter\":1}", "[]", "{\"id\":"})
  void a_damaged_marker_is_never_replaced_by_itself(String content) throws Exception {
    // Given
    Files.writeString(file, content);

    // Then
    assertThatThrownBy(marker::move).hasMessageContaining("store cannot be used");
    assertThat(file).hasContent(content);
  }

  @Test
  void a_marker_with_a_byte_that_is_no_text_is_a_damaged_one() throws Exception {
    // Given
    marker.move();
    var content = Files.readAllBytes(file);
    content[10] = (byte) 0xff;
    Files.write(file, content);

    // Then
    assertThatThrownBy(marker::move).hasMessageContaining("store cannot be used");
    assertThatThrownBy(marker::id).hasMessageContaining("store cannot be used");
    assertThat(file).hasBinaryContent(content);
  }

  private JsonNode read() throws Exception {
    return new ObjectMapper().readTree(file.toFile());
  }
}
