package com.wizardsofts.ollamaswarm.nfs.whole;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** The same of the native executable, which has the server to itself. */
@QuarkusIntegrationTest
@TestProfile(StoreIT.OnItsOwn.class)
class StoreIT extends StoreTest {

  /** With the files and programs that {@code on-own-machine} shows it. */
  public static class OnItsOwn implements QuarkusTestProfile {}
}
