package com.wizardsofts.ollamaswarm.node.cluster;

import com.wizardsofts.ollamaswarm.api.AgentClients;
import com.wizardsofts.ollamaswarm.api.NfsAgentApi;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.trust.KnownLead;
import io.quarkus.tls.TlsConfigurationRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Agents by address that answer what a test says, that hang, or that are away. */
final class SimulatedAgents extends AgentClients {
  /** By the name of the interface's method, or by address and that name: {@code h:1 status}. */
  final Map<String, Object> answers = new ConcurrentHashMap<>();

  final Set<String> hanging = ConcurrentHashMap.newKeySet();
  final Set<String> away = ConcurrentHashMap.newKeySet();
  final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);

  SimulatedAgents() {
    super(
        proxy(TlsConfigurationRegistry.class, (_, _, _) -> null),
        new KnownLead(new HostFiles(Path.of("/nowhere"))));
  }

  @Override
  public <T> T nfs(String address, Function<NfsAgentApi, T> question) {
    return question.apply(agent(address, NfsAgentApi.class));
  }

  @Override
  public <T> T node(String address, Function<NodeAgentApi, T> question) {
    return question.apply(agent(address, NodeAgentApi.class));
  }

  private <A> A agent(String address, Class<A> api) {
    return proxy(
        api,
        (_, method, _) -> {
          asked.incrementAndGet();
          if (hanging.contains(address)) {
            never.await();
          }
          if (away.contains(address)) {
            throw ProblemCode.AGENT_UNREACHABLE.exception(address);
          }
          var name = method.getName();
          return answers.getOrDefault(address + " " + name, answers.get(name));
        });
  }

  private static <A> A proxy(Class<A> api, InvocationHandler answer) {
    return api.cast(Proxy.newProxyInstance(api.getClassLoader(), new Class<?>[] {api}, answer));
  }
}
