package com.wizardsofts.ollamaswarm.node.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.node.rollout.run.SimulatedServers;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import com.wizardsofts.ollamaswarm.trust.Lead;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakeLeadTest {
  private static final List<String> AGENTS =
      List.of(SimulatedServers.STORE, SimulatedServers.agent("s84"));

  @TempDir Path first;
  @TempDir Path second;
  private final SimulatedServers servers = new SimulatedServers();
  private KnownLead s84;
  private KnownLead s86;

  @BeforeEach
  void two_servers_that_may_lead() {
    s84 = new KnownLead(new HostFiles(first));
    s86 = new KnownLead(new HostFiles(second));
  }

  @Test
  void where_nobody_leads_the_first_one_does_and_goes_on_by_its_number() {
    // When
    assertThat(step("s84", s84).observe()).isInstanceOf(Observation.Differs.class);
    step("s84", s84).apply();
    // Then
    assertThat(step("s84", s84).observe()).isInstanceOf(Observation.AsPlanned.class);
    assertThat(servers.leads.values()).extracting(Lead::number).containsOnly(1L);
    step("s84", s84).apply();
    assertThat(servers.leads.values()).extracting(Lead::number).containsOnly(1L);
  }

  @Test
  void a_second_lead_is_refused_with_the_name_of_the_first() {
    // Given
    step("s84", s84).apply();
    // Then
    assertThat(step("s86", s86).observe())
        .isInstanceOfSatisfying(
            Observation.Blocked.class,
            blocked -> {
              assertThat(blocked.problem().code()).isEqualTo("lead.other");
              assertThat(blocked.problem().detail()).contains("s84");
            });
  }

  @Test
  void one_that_came_first_after_the_look_is_not_taken_over_from() {
    // Given: the second one looked when nobody led
    assertThat(step("s86", s86).observe()).isInstanceOf(Observation.Differs.class);
    step("s84", s84).apply();
    // Then
    assertThatThrownBy(() -> step("s86", s86).apply())
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("lead.other"));
    assertThat(servers.leads.values()).extracting(Lead::name).containsOnly("s84");
  }

  @Test
  void one_that_takes_over_is_followed_and_the_former_one_is_refused() {
    // Given
    step("s84", s84).apply();
    // When
    step("s86", s86).take();
    // Then
    assertThat(step("s86", s86).observe()).isInstanceOf(Observation.AsPlanned.class);
    assertThat(step("s84", s84).observe()).isInstanceOf(Observation.Blocked.class);
  }

  @Test
  void of_two_that_ask_at_the_same_time_the_stores_agent_refuses_one() {
    // Given: both have seen number 0, and the other one was first at the store's agent
    servers.leads.put(AGENTS.getLast(), Lead.NONE);
    servers.leads.put(AGENTS.getFirst(), s86.own(1, "s86"));
    // Then
    assertThatThrownBy(
            () ->
                servers.agents().lead(AGENTS.getFirst(), agent -> agent.follow(s84.own(1, "s84"))))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void an_agent_that_was_away_is_told() {
    // Given
    step("s84", s84).apply();
    servers.leads.remove(AGENTS.getLast());
    // When
    assertThat(step("s84", s84).observe()).isInstanceOf(Observation.Differs.class);
    step("s84", s84).apply();
    // Then
    assertThat(step("s84", s84).observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  @Test
  void one_that_ended_while_it_took_over_is_followed_by_all_when_it_asks_again() {
    // Given: s84 took over from s86, and ended when it had told the store's agent
    step("s84", s84).apply();
    servers.leads.put(AGENTS.getFirst(), s84.own(3, "s84"));
    assertThat(step("s84", s84).observe()).isInstanceOf(Observation.Differs.class);
    // When
    step("s84", s84).apply();
    // Then
    assertThat(step("s84", s84).observe()).isInstanceOf(Observation.AsPlanned.class);
  }

  private TakeLead step(String name, KnownLead known) {
    return new TakeLead(name, AGENTS, known, servers.agents());
  }
}
