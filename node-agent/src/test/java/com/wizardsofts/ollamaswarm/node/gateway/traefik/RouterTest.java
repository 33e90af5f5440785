package com.wizardsofts.ollamaswarm.node.gateway.traefik;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {

  @ParameterizedTest
  @CsvSource({
    "app@docker,  app,         auth@file,   true",
    "app@file,    app@docker,  auth@file,   true",
    "app@file,    app,         auth@docker, true",
    "app@file,    app,         auth@file,   false",
    "docker@file, docker,      docker,      false"
  })
  void a_router_needs_containers_by_its_own_or_by_what_it_leads_through(
      String name, String service, String middleware, boolean needs) {
    var router = new Router("http", name, service, true, List.of("web"), List.of(middleware));
    assertThat(router.needsContainers()).isEqualTo(needs);
  }
}
