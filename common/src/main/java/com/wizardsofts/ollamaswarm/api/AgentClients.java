package com.wizardsofts.ollamaswarm.api;

import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Calls other agents over mutual TLS; every error names the server that was asked. */
@ApplicationScoped
public class AgentClients {
  /** Longer than any program or Docker request that an agent runs for one call. */
  private static final long ANSWER_SECONDS = 300;

  private final TlsConfigurationRegistry tls;
  private final KnownLead known;
  private final Map<String, NfsAgentApi> nfsAgents = new ConcurrentHashMap<>();
  private final Map<String, NodeAgentApi> nodeAgents = new ConcurrentHashMap<>();
  private final Map<String, LeadApi> leads = new ConcurrentHashMap<>();

  public AgentClients(TlsConfigurationRegistry tls, KnownLead known) {
    this.tls = tls;
    this.known = known;
  }

  /** Asks the nfs-agent at {@code host:port}. */
  public <T> T nfs(String address, Function<NfsAgentApi, T> question) {
    return ask(
        address, nfsAgents.computeIfAbsent(address, a -> build(a, NfsAgentApi.class)), question);
  }

  /** Asks the node-agent at {@code host:port}. */
  public <T> T node(String address, Function<NodeAgentApi, T> question) {
    return ask(
        address, nodeAgents.computeIfAbsent(address, a -> build(a, NodeAgentApi.class)), question);
  }

  /** Asks any agent at {@code host:port} about the lead. */
  public <T> T lead(String address, Function<LeadApi, T> question) {
    return ask(address, leads.computeIfAbsent(address, a -> build(a, LeadApi.class)), question);
  }

  private <A> A build(String address, Class<A> api) {
    return QuarkusRestClientBuilder.newBuilder()
        .baseUri(URI.create("https://" + address))
        .tlsConfiguration(tls.get("agents").orElseThrow())
        .connectTimeout(5, TimeUnit.SECONDS)
        .readTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
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
