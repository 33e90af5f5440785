package com.wizardsofts.ollamaswarm.node.lead;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** The same of the native executable, which has the server to itself. */
@QuarkusIntegrationTest
@TestProfile(LeadIT.OnItsOwn.class)
class LeadIT extends LeadTest {

  /** With the files that {@code on-own-machine} shows it. */
  public static class OnItsOwn implements QuarkusTestProfile {}
}
