package com.wizardsofts.ollamaswarm.nfs;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same questions to the native executable. */
@QuarkusIntegrationTest
class NfsAgentIT extends NfsAgentResourceTest {}
