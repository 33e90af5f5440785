package com.wizardsofts.ollamaswarm.node;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.LeadApi;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import io.quarkus.tls.TlsConfigurationRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The agents of other servers: whatever is asked of one of them comes to one method. */
public abstract class FakeAgents extends AgentClients {
  private static final Object[] NOTHING = {};

  protected FakeAgents() {
    super(
        proxy(TlsConfigurationRegistry.class, (_, _, _) -> null),
        new KnownLead(new HostFiles(Path.of("/nowhere"))));
  }

  /**
   * What the agent at {@code host:port} answers.
   *
   * @param method of its REST interface
   */
  protected abstract @Nullable Object answer(String address, String method, Object[] given);

  @Override
  public <T> T nfs(String address, Function<NfsAgentApi, T> question) {
    return question.apply(agent(address, NfsAgentApi.class));
  }

  @Override
  public <T> T orderNfs(String address, Function<NfsAgentApi, T> change) {
    return nfs(address, change);
  }

  @Override
  public <T> T orderNode(String address, Function<NodeAgentApi, T> change) {
    return node(address, change);
  }

  @Override
  public <T> T node(String address, Function<NodeAgentApi, T> question) {
    return question.apply(agent(address, NodeAgentApi.class));
  }

  @Override
  public <T> T lead(String address, Function<LeadApi, T> question) {
    return question.apply(agent(address, LeadApi.class));
  }

  private <A> A agent(String address, Class<A> api) {
    return proxy(
        api,
        (_, method, given) ->
            answer(address, method.getName(), Objects.requireNonNullElse(given, NOTHING)));
  }

  private static <A> A proxy(Class<A> api, InvocationHandler answer) {
    return api.cast(Proxy.newProxyInstance(api.getClassLoader(), new Class<?>[] {api}, answer));
  }
}
