package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.ExportSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExportLinesTest {
  private static final String FILE =
      """
      # Written by nfs-agent
      /srv/store 10.0.0.84(ro)
      /srv/store 10.0.0.85(ro)
      /srv/old 10.0.0.84(ro)
      /srv/store-2 10.0.0.9(rw)
      """;

  @Test
  void only_the_lines_of_the_store_are_others() {
    assertThat(after(new ExportSpec("/srv/store", List.of("10.0.0.86"), List.of("ro", "sync"))))
        .isEqualTo(
            """
            # Written by nfs-agent
            /srv/store 10.0.0.86(ro,sync)
            /srv/old 10.0.0.84(ro)
            /srv/store-2 10.0.0.9(rw)
            """);
  }

  @Test
  void a_store_that_has_moved_ends_at_its_former_path_when_that_is_ordered() {
    var moved = new ExportSpec("/srv/new", List.of("10.0.0.84"), List.of("ro"));
    assertThat(after(moved)).contains("/srv/old ").endsWith("/srv/new 10.0.0.84(ro)\n");
    assertThat(after(moved.droppingFormer(true))).doesNotContain("/srv/old ");
  }

  @Test
  void the_file_as_it_is_to_be_stays() {
    var as = new ExportSpec("/srv/store", List.of("10.0.0.84", "10.0.0.85"), List.of("ro"));
    assertThat(after(as)).isEqualTo(FILE);
  }

  private static String after(ExportSpec wanted) {
    return ExportLines.of(FILE).with(wanted, List.of("/srv/old"));
  }
}
