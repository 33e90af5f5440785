package com.wizardsofts.ollamaswarm.nfs.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.nfs.export.ForeignExports.Entry;
import java.nio.file.Path;
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
            """);

    // Then
    assertThat(entries)
        .containsExactly(
            new Entry(FILE, 3, Path.of("/home")),
            new Entry(FILE, 5, Path.of("/with blank")),
            new Entry(FILE, 6, Path.of("/with octal")),
            new Entry(FILE, 7, Path.of("/srv")));
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
    assertThat(new Entry(FILE, 1, path).overlaps(Path.of("/opt/ollama-models")))
        .isEqualTo(overlaps);
  }
}
