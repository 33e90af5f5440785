package com.wizardsofts.ollamaswarm.node.gateway.file;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.DeltaType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the lines that we put into a YAML text out of it again, though somebody edited it since.
 */
public final class OwnLines {
  private final List<String> before;
  private final List<String> ours;
  private final List<String> now;

  private OwnLines(String before, String ours, String now) {
    this.before = lines(before);
    this.ours = lines(ours);
    this.now = lines(now);
  }

  /**
   * The text as it is now without what we put in: every other line and setting stays.
   *
   * @param before the text into which we put lines
   * @param ours the text with them
   * @param now what has become of it
   * @throws Refusal when our lines were changed, or something was built on them
   */
  public static String takeOut(String before, String ours, String now) {
    var text = new OwnLines(before, ours, now).merged();
    if (!values(text).equals(expected(before, ours, now))) {
      throw new Refusal("a line that we put in was changed, or others were put under it");
    }
    return text;
  }

  private String merged() {
    var places = places();
    var replaced = new HashMap<Integer, String>();
    for (var delta : DiffUtils.diff(ours, before).getDeltas()) {
      var source = delta.getSource();
      var old = String.join("", delta.getTarget().getLines());
      for (int line = 0; line < source.size(); line++) {
        var place = places.get(source.getPosition() + line);
        if (place != null) {
          replaced.put(place, line == 0 ? old : "");
        }
      }
    }
    var text = new StringBuilder();
    for (int line = 0; line < now.size(); line++) {
      text.append(replaced.getOrDefault(line, now.get(line)));
    }
    return text.toString();
  }

  /** Where each line of ours is now; a line that was changed or deleted is nowhere. */
  private Map<Integer, Integer> places() {
    var places = new HashMap<Integer, Integer>();
    for (AbstractDelta<String> delta : DiffUtils.diff(ours, now, true).getDeltas()) {
      if (delta.getType() == DeltaType.EQUAL) {
        for (int line = 0; line < delta.getSource().size(); line++) {
          places.put(
              delta.getSource().getPosition() + line, delta.getTarget().getPosition() + line);
        }
      }
    }
    return places;
  }

  /** What is set now, but for what we set; a key that we gave its first entries has none again. */
  private static Map<List<String>, String> expected(String before, String ours, String now) {
    var old = values(before);
    var withOurs = values(ours);
    var expected = values(now);
    withOurs.keySet().stream().filter(path -> !old.containsKey(path)).forEach(expected::remove);
    old.forEach(
        (path, value) -> {
          if (!withOurs.containsKey(path)) {
            expected.put(path, value);
          }
        });
    return expected;
  }

  private static Map<List<String>, String> values(String text) {
    return YamlTree.values(YamlTree.root(text).orElse(null));
  }

  private static List<String> lines(String text) {
    var lines = new ArrayList<>(List.of(text.split("(?<=\n)")));
    lines.removeIf(String::isEmpty);
    return lines;
  }
}
