package com.wizardsofts.ollamaswarm.node.gateway.traefik;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.node.swarm.spec.SwarmProvider;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {

  @ParameterizedTest
  @CsvSource({
    "ollama@swarm,        ollama@file, true",
    "llm-models@swarm,    ollama@file, true",
    "ollama-webui@swarm,  webui,       false",
    "ollama@docker,       ollama@file, false"
  })
  void a_router_is_ours_when_it_leads_to_our_service_by_the_swarms_labels(
      String name, String service, boolean ours) {
    var router = new Router("http", name, service, true, List.of("ollama"), List.of());
    assertThat(router.ours(SwarmProvider.SWARM)).isEqualTo(ours);
  }

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
