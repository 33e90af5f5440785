package com.wizardsofts.ollamaswarm.problem;

/** Input as a message may show it: whatever it holds, it stays one short visible line. */
public final class Quoted {
  private static final int MOST = 80;

  private Quoted() {}

  /** The input between quotation marks, cut, with every character that cannot be seen as "?". */
  public static String text(String input) {
    var visible = input.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
    return "'" + (visible.length() > MOST ? visible.substring(0, MOST) + "…" : visible) + "'";
  }
}
