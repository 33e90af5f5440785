package com.wizardsofts.ollamaswarm.node.rollout.journal;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.wizardsofts.ollamaswarm.api.RolloutEvent;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * An event as a line of the journal: {@code {"crc32c":"0a1b2c3d","event":{…}}}, the checksum over
 * the event as it is written. A line of the first version is the event alone.
 */
record JournalLine(ObjectMapper json) {
  private static final Pattern FORM =
      Pattern.compile("\\{\"crc32c\":\"([0-9a-f]{8})\",\"event\":(\\{.*})}");

  String write(RolloutEvent event) {
    try {
      var text = json.writeValueAsString(event);
      return "{\"crc32c\":\"%s\",\"event\":%s}".formatted(checksum(text), text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that is no JSON: " + event, e);
    }
  }

  /** The event; an exception when the line is not what was written. */
  RolloutEvent read(String line) throws JsonProcessingException {
    var parts = FORM.matcher(line);
    if (!parts.matches()) {
      if (line.startsWith("{\"number\"")) {
        return event(line);
      }
      throw new JsonParseException(null, "neither form of a line");
    }
    var text = parts.group(2);
    if (!checksum(text).equals(parts.group(1))) {
      throw new JsonParseException(null, "the checksum differs");
    }
    return event(text);
  }

  /** Fields that a newer minor version wrote are passed over. */
  private RolloutEvent event(String text) throws JsonProcessingException {
    return json.readerFor(RolloutEvent.class)
        .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .readValue(text);
  }

  private static String checksum(String text) {
    var sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(sum.getValue());
  }
}
