package com.wizardsofts.ollamaswarm.node.lead;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.TestProfile;

/** The same of the native executable, which {@code on-own-machine} gives a server of its own. */
@QuarkusIntegrationTest
@TestProfile(LeadTest.Alone.class)
class LeadIT extends LeadTest {}
