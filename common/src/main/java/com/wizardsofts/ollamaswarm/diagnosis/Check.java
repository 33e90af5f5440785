package com.wizardsofts.ollamaswarm.diagnosis;

import com.wizardsofts.ollamaswarm.api.Finding;
import java.util.List;

/** Looks at one thing of this server; changes nothing. */
public interface Check {

  /** What it looks at, for a finding that says it could not: "the export". */
  String subject();

  /** What is wrong; empty when all is well. May throw: that becomes a finding too. */
  List<Finding> look();
}
