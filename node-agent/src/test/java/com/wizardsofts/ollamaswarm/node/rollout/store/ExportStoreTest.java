package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.ExportFile;
import com.wizardsofts.ollamaswarm.api.ExportSpec;
import com.wizardsofts.ollamaswarm.api.ExportState;
import com.wizardsofts.ollamaswarm.api.NfsService;
import com.wizardsofts.ollamaswarm.node.FakeAgents;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExportStoreTest {
  private static final ExportSpec SPEC =
      new ExportSpec("/srv/store", List.of("198.51.100.84"), List.of("ro"));

  private Optional<String> preview = Optional.of("# theirs\n/srv/store 198.51.100.84(ro)\n");

  @Test
  void the_plan_shows_the_file_as_the_order_would_leave_it() {
    assertThat(wanted())
        .contains("/etc/exports.d/x.exports", " # theirs\n", "+/srv/store 198.51.100.84(ro)");
  }

  @Test
  void of_an_older_agent_that_does_not_tell_it_shows_the_clients() {
    preview = Optional.empty();
    assertThat(wanted()).isEqualTo("/srv/store to [198.51.100.84] with [ro]");
  }

  @Test
  void so_it_does_where_the_file_is_right_and_the_server_exports_otherwise() {
    preview = Optional.of("# theirs\n");
    assertThat(wanted()).isEqualTo("/srv/store to [198.51.100.84] with [ro]");
  }

  @Test
  void of_a_store_that_moved_the_plan_tells_what_a_rollback_needs_first() {
    assertThat(step(SPEC.droppingFormer(true)).remains())
        .hasValueSatisfying(it -> assertThat(it).contains("nfs-agent.store", "rollback"));
    assertThat(step(SPEC).remains()).isEmpty();
  }

  private String wanted() {
    var seen = step(SPEC).observe();
    assertThat(seen).isInstanceOf(Observation.Differs.class);
    return ((Observation.Differs) seen).wanted();
  }

  private ExportStore step(ExportSpec wanted) {
    return new ExportStore("store.export", "198.51.100.80:7480", wanted, SPEC, new Exporting());
  }

  /** Exports the store to nobody yet. */
  private final class Exporting extends FakeAgents {
    @Override
    protected Object answer(String address, String method, Object[] given) {
      return switch (method) {
        case "export" ->
            new ExportState(
                SPEC.path(),
                "/etc/exports.d/x.exports",
                List.of(),
                List.of(),
                new NfsService(8, List.of("4.2"), List.of()),
                List.of());
        case "exportFile" -> new ExportFile("# theirs\n");
        case "exportPreview" -> {
          assertThat(given).containsExactly(SPEC.path(), SPEC.clients(), SPEC.options(), false);
          yield new ExportFile(
              preview.orElseThrow(() -> ProblemCode.NOT_FOUND.exception("/v1/export/preview")));
        }
        default -> throw new IllegalStateException(method);
      };
    }
  }
}
