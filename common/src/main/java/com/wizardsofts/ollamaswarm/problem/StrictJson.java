package com.wizardsofts.ollamaswarm.problem;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/**
 * Reads requests as they are written: text, numbers and truth values are not taken for one another
 * ({@code 1.10} would be kept as {@code 1.1}, {@code 2.9} replicas as 2), a key comes once, and
 * nothing follows the body. {@code cluster.yaml} is read as strictly.
 */
@Singleton
public class StrictJson implements ObjectMapperCustomizer {
  private static final Map<LogicalType, List<CoercionInputShape>> OTHERS =
      Map.of(
          LogicalType.Textual,
          List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean),
          LogicalType.Integer,
          List.of(
              CoercionInputShape.Float,
              CoercionInputShape.Boolean,
              CoercionInputShape.String,
              CoercionInputShape.EmptyString),
          LogicalType.Float,
          List.of(
              CoercionInputShape.Boolean,
              CoercionInputShape.String,
              CoercionInputShape.EmptyString),
          LogicalType.Boolean,
          List.of(
              CoercionInputShape.Integer,
              CoercionInputShape.Float,
              CoercionInputShape.String,
              CoercionInputShape.EmptyString));

  @Override
  public void customize(ObjectMapper mapper) {
    mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    mapper.configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true);
    OTHERS.forEach(
        (wanted, shapes) -> {
          var type = mapper.coercionConfigFor(wanted);
          shapes.forEach(shape -> type.setCoercion(shape, CoercionAction.Fail));
        });
  }
}
