package com.wizardsofts.ollamaswarm.problem;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Refuses a number or a truth value where a request has to have text: {@code 1.10} would be kept as
 * {@code 1.1}. {@code cluster.yaml} is read as strictly.
 */
@Singleton
public class StrictText implements ObjectMapperCustomizer {
  private static final List<CoercionInputShape> OTHERS =
      List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean);

  @Override
  public void customize(ObjectMapper mapper) {
    var text = mapper.coercionConfigFor(LogicalType.Textual);
    OTHERS.forEach(shape -> text.setCoercion(shape, CoercionAction.Fail));
  }
}
