package com.wizardsofts.ollamaswarm.nfs.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.ExportState.ExportedTo;
import com.wizardsofts.ollamaswarm.nfs.export.ForeignExports.Entry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignExportsTest {
  private static final Path FILE = Path.of("/etc/exports");

  @Test
  void every_form_of_exports_is_read() {
    // When
    var entries =
        ForeignExports.entries(
            FILE,
            """
            # /commented *(ro)

            /home    10.0.0.0/8(rw) \\
                     *(ro)
              "/with blank" *(ro)
            /with\\040octal\t*(ro)
            /opt/../srv/ 10.0.0.1
            /defaults -ro,sync @group node(rw) # 10.0.0.2
            /everybody (ro)
            /everybody/too -ro
            """);

    // Then
    assertThat(entries)
        .containsExactly(
            new Entry(FILE, 3, Path.of("/home"), List.of("10.0.0.0/8", "*")),
            new Entry(FILE, 5, Path.of("/with blank"), List.of("*")),
            new Entry(FILE, 6, Path.of("/with octal"), List.of("*")),
            new Entry(FILE, 7, Path.of("/srv"), List.of("10.0.0.1")),
            new Entry(FILE, 8, Path.of("/defaults"), List.of("@group", "node")),
            new Entry(FILE, 9, Path.of("/everybody"), List.of("")),
            new Entry(FILE, 10, Path.of("/everybody/too"), List.of("*")));
  }

  @ParameterizedTest
  @CsvSource({
    "/opt/ollama-models,true",
    "/opt,true",
    "/,true",
    "/opt/ollama-models/models/blobs,true",
    "/opt/ollama-models-old,false",
    "/srv,false"
  })
  void directories_overlap_when_one_contains_the_other(Path path, boolean overlaps) {
    assertThat(new Entry(FILE, 1, path, List.of("*")).overlaps(Path.of("/opt/ollama-models")))
        .isEqualTo(overlaps);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.9,10.0.0.9,true",
    "10.0.0.9,10.0.0.8,false",
    "10.0.0.0/24,10.0.0.0/24,true",
    "10.0.0.0/24,10.0.0.9,false",
    "fd00:0::1,fd00::1,true",
    "*,<world>,true",
    "'',<world>,true",
    "10.0.0.9,<world>,false",
    "*,10.0.0.9,false",
    "nas,nas.example,true",
    "nas,10.0.0.9,true",
    "10.0.0.9,nas.example,true",
    "nas,<world>,false"
  })
  void what_the_kernel_lists_may_be_an_entry_s(String written, String shown, boolean may) {
    // Given
    var entry = new Entry(FILE, 1, Path.of("/srv"), List.of("10.9.9.9", written));
    var to = new ExportedTo(shown, List.of("ro"));

    // Then
    assertThat(entry.mayBe(new NfsServer.Exported(Path.of("/srv"), to))).isEqualTo(may);
    assertThat(entry.mayBe(new NfsServer.Exported(Path.of("/srv/x"), to))).isFalse();
  }
}
