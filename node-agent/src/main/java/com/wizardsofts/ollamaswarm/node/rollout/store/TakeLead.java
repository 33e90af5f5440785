package com.wizardsofts.ollamaswarm.node.rollout.store;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.LeadApi;
import com.wizardsofts.ollamaswarm.node.rollout.phase.AsksAgents;
import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.step.Observation;
import com.wizardsofts.ollamaswarm.step.Step;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import com.wizardsofts.ollamaswarm.trust.Lead;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Has every agent follow this lead. The store's agent is told first: of two leads that ask at the
 * same time it refuses one.
 *
 * @param name of this server
 * @param agents {@code host:port}, the store's first, then the lead's own
 */
public record TakeLead(String name, List<String> agents, KnownLead known, AgentClients clients)
    implements AsksAgents {

  /** Whoever leads by now was made known to the store's agent first. */
  @Override
  public Step ofStoreAndLead() {
    return new TakeLead(name, agents.subList(0, 2), known, clients);
  }

  @Override
  public String id() {
    return "store.lead";
  }

  @Override
  public String title() {
    return "Lead the servers as " + name;
  }

  @Override
  public Observation observe() {
    var followed = followed();
    var own = known.own();
    if (own.isPresent() && followed.stream().allMatch(own.get()::equals)) {
      return new Observation.AsPlanned(
          "%d agents follow %s by number %d".formatted(agents.size(), name, own.get().number()));
    }
    var others = others(followed);
    return others.isEmpty()
        ? new Observation.Differs(text(followed), "all follow " + name)
        : new Observation.Blocked(other(others));
  }

  private static Problem other(List<Lead> others) {
    return ProblemCode.LEAD_OTHER
        .problem("the agents follow %s".formatted(others.getFirst().name()))
        .withEvidence(others.stream().map(Lead::text).distinct().toList());
  }

  /** Those that some agent follows, and that have not been taken over from by this one. */
  private List<Lead> others(List<Lead> followed) {
    var number = known.own().map(Lead::number).orElse(1L);
    return followed.stream().filter(lead -> lead.number() >= number && !known.isOwn(lead)).toList();
  }

  private static String text(List<Lead> followed) {
    return followed.stream()
        .map(lead -> lead.number() == 0 ? "nobody" : lead.name() + " by number " + lead.number())
        .distinct()
        .collect(Collectors.joining(", ", "agents follow ", ""));
  }

  /** Leads where nobody does: one that came first in the meantime is not taken over from. */
  @Override
  public void apply() {
    var followed = followed();
    var others = others(followed);
    if (!others.isEmpty()) {
      throw other(others).exception();
    }
    take(followed);
  }

  /** Leads from now on, whoever did before: an operator's own order. */
  public void take() {
    take(followed());
  }

  private void take(List<Lead> followed) {
    var highest = followed.stream().mapToLong(Lead::number).max().orElse(0);
    var lead =
        known
            .own()
            .filter(_ -> others(followed).isEmpty())
            // One that ended before it knew itself by its new number is followed by that already.
            .filter(own -> own.number() >= highest)
            .orElseGet(() -> known.own(highest + 1, name));
    agents.forEach(agent -> clients.lead(agent, a -> a.follow(lead)));
    known.follow(lead);
  }

  @Override
  public Optional<String> remains() {
    return Optional.of(name + " as the lead");
  }

  private List<Lead> followed() {
    return agents.stream().map(agent -> clients.lead(agent, LeadApi::lead)).toList();
  }
}
