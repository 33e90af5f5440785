package com.wizardsofts.ollamaswarm.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {
  private final ObjectMapper json = new ObjectMapper();

  StrictJsonTest() {
    new StrictJson().customize(json);
  }

  private record Asked(
      int count,
      @Nullable Long bytes,
      @Nullable Double cpus,
      boolean prove,
      @Nullable String name) {}

  @Test
  void what_is_written_as_it_has_to_be_is_read() throws Exception {
    var asked = "{\"count\":2,\"bytes\":536870912,\"cpus\":1,\"prove\":true,\"name\":\"2\"} \n";
    assertThat(json.readValue(asked, Asked.class))
        .isEqualTo(new Asked(2, 536_870_912L, 1.0, true, "2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"count":"０"}        | count: it has to be a whole number, without quotes
          {"count":"2"}         | count: it has to be a whole number, without quotes
          {"count":""}          | count: it has to be a whole number, without quotes
          {"count":" "}         | count: it has to be a whole number, without quotes
          {"count":2.9}         | count: it has to be a whole number, without quotes
          {"count":true}        | count: it has to be a whole number, without quotes
          {"bytes":536870912.9} | bytes: it has to be a whole number, without quotes
          {"bytes":"x"}         | bytes: it has to be a whole number, without quotes
          {"cpus":"1.5"}        | cpus: it has to be a number, without quotes
          {"prove":1}           | prove: it has to be true or false, without quotes
          {"prove":"true"}      | prove: it has to be true or false, without quotes
          {"name":1.10}         | name: it has to be text: put it in quotes
          {"count":2,"count":2} | The body cannot be read: Duplicate field 'count'
          """)
  void another_kind_of_value_is_refused_by_name(String body, String detail) {
    assertThat(refused(body).detail()).isEqualTo(detail);
  }

  @ParameterizedTest
  @CsvSource({"trailing", "}", "{\"count\":3}", "0"})
  void what_follows_the_body_is_refused(String rest) {
    assertThat(refused("{\"count\":2} " + rest).is(ProblemCode.BAD_INPUT)).isTrue();
  }

  private Problem refused(String body) {
    var error =
        catchThrowableOfType(
            JsonProcessingException.class, () -> json.readValue(body, Asked.class));
    assertThat(error).as(body).isNotNull();
    return new ProblemMapper().json(error).getEntity();
  }
}
