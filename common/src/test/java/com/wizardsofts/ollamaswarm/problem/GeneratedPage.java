package com.wizardsofts.ollamaswarm.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of {@code docs/} that is made from the program, so that the two cannot drift apart. {@code
 * -Ddocs.write=true} writes it, otherwise it must be as it would be written.
 */
public record GeneratedPage(String name) {

  public void mustBe(String text) throws IOException {
    var page = Path.of("..", "docs", name);
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(page, text);
    }
    assertThat(page)
        .as("docs/%s: write it anew with ./mvnw test -Ddocs.write=true", name)
        .hasContent(text);
  }
}
