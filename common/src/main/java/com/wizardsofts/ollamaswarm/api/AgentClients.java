package com.wizardsofts.ollamaswarm.api;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.ProcessingException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Calls other agents over mutual TLS; every error names the server that was asked. An agent that is
 * frozen, or behind a cut network, is {@code agent.unreachable} only once the call has taken its
 * longest time, and who waits for it begins to wait then: so what only looks, or answers before its
 * work is done, has less time than an order whose work is done when it is answered.
 */
@ApplicationScoped
public class AgentClients {
  /** On emulated servers a look may take half of it. */
  private static final Duration LOOK = Duration.ofSeconds(60);

  /** Longer than any program or Docker request that an agent runs for one call. */
  private static final Duration ORDER = Duration.ofSeconds(300);

  private final Duration look;
  private final Duration order;
  private final TlsConfigurationRegistry tls;
  private final KnownLead known;
  private final Map<String, NfsAgentApi> nfsAgents = new ConcurrentHashMap<>();
  private final Map<String, NfsAgentApi> orderedNfsAgents = new ConcurrentHashMap<>();
  private final Map<String, NodeAgentApi> nodeAgents = new ConcurrentHashMap<>();
  private final Map<String, NodeAgentApi> orderedNodeAgents = new ConcurrentHashMap<>();
  private final Map<String, LeadApi> leads = new ConcurrentHashMap<>();

  @Inject
  public AgentClients(TlsConfigurationRegistry tls, KnownLead known) {
    this(tls, known, LOOK, ORDER);
  }

  /** With other longest times. */
  public AgentClients(
      TlsConfigurationRegistry tls, KnownLead known, Duration look, Duration order) {
    this.tls = tls;
    this.known = known;
    this.look = look;
    this.order = order;
  }

  /** Asks the nfs-agent at {@code host:port}. */
  public <T> T nfs(String address, Function<NfsAgentApi, T> question) {
    return ask(
        address,
        nfsAgents.computeIfAbsent(address, a -> build(a, NfsAgentApi.class, look)),
        question);
  }

  /** Has the nfs-agent at {@code host:port} do what it answers only when it is done. */
  public <T> T orderNfs(String address, Function<NfsAgentApi, T> change) {
    return ask(
        address,
        orderedNfsAgents.computeIfAbsent(address, a -> build(a, NfsAgentApi.class, order)),
        change);
  }

  /** Asks the node-agent at {@code host:port}. */
  public <T> T node(String address, Function<NodeAgentApi, T> question) {
    return ask(
        address,
        nodeAgents.computeIfAbsent(address, a -> build(a, NodeAgentApi.class, look)),
        question);
  }

  /** Has the node-agent at {@code host:port} do what it answers only when it is done. */
  public <T> T orderNode(String address, Function<NodeAgentApi, T> change) {
    return ask(
        address,
        orderedNodeAgents.computeIfAbsent(address, a -> build(a, NodeAgentApi.class, order)),
        change);
  }

  /** Asks any agent at {@code host:port} about the lead. */
  public <T> T lead(String address, Function<LeadApi, T> question) {
    return ask(
        address, leads.computeIfAbsent(address, a -> build(a, LeadApi.class, look)), question);
  }

  private <A> A build(String address, Class<A> api, Duration longest) {
    return QuarkusRestClientBuilder.newBuilder()
        .baseUri(URI.create("https://" + address))
        .tlsConfiguration(tls.get("agents").orElseThrow())
        .connectTimeout(5, TimeUnit.SECONDS)
        .readTimeout(longest.toMillis(), TimeUnit.MILLISECONDS)
        .register(new LeadHeader(known))
        .register(new AgentJson())
        .build(api);
  }

  private static <A, T> T ask(String address, A agent, Function<A, T> question) {
    try {
      return question.apply(agent);
    } catch (ProblemException e) {
      throw new ProblemException(e.problem().from(address), e);
    } catch (ProcessingException e) {
      throw new ProblemException(
          ProblemCode.AGENT_UNREACHABLE
              .problem("the agent at " + address + " does not answer")
              .causedBy(String.valueOf(e.getMessage())),
          e);
    }
  }
}
