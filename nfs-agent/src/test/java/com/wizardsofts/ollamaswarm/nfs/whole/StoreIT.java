package com.wizardsofts.ollamaswarm.nfs.whole;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

/** The same of the native executable, which {@code on-own-machine} gives a server of its own. */
@QuarkusIntegrationTest
@TestProfile(StoreTest.Alone.class)
class StoreIT extends StoreTest {}
