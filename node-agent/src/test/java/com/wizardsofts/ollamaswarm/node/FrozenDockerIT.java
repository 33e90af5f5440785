package com.wizardsofts.ollamaswarm.node;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same questions to the native executable. */
@QuarkusIntegrationTest
class FrozenDockerIT extends FrozenDockerTest {}
