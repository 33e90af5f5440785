package com.wizardsofts.ollamaswarm.node.lead;

import com.wizardsofts.ollamaswarm.node.cli.FakeLead;
import com.wizardsofts.ollamaswarm.trust.LabPki;
import java.net.InetSocketAddress;

/**
 * The agents of the other parts of the cluster, over mutual TLS: the nfs-agent of the store, which
 * is on the lead's own server, and the node-agent of another node, which mounts it.
 */
final class OtherAgents implements AutoCloseable {
  private static final String NOBODY = "{\"number\":0,\"id\":\"\",\"name\":\"\"}";
  private static final String STATUS =
      """
      {"agent":"%s","version":"0.1.0-SNAPSHOT","host":"%s","dockerVersion":"26.1.5","swarm":"active","swarmNodeId":"%s",\
      "manager":false,"clock":"NOW","since":"2026-01-05T12:00:00Z","changes":0}
      """;
  private static final String MODEL =
      """
      {"name":"mistral:7b","digest":"5104f960a2a3d4e5","bytes":274406,"parameters":"7B","quantisation":"Q4_0",\
      "pulledAt":"2026-01-05T12:00:00Z","intact":true,"lastVerified":"2026-01-05T12:00:00Z","servedBy":null}
      """;
  private static final String OPERATION =
      """
      {"id":"op-1","title":"Pull mistral:7b","state":"%s","step":"blobs","doneBytes":%d,"totalBytes":274406,\
      "bytesPerSecond":1000,"secondsLeft":1,"problem":null}
      """;

  private static final String PREVIEW =
      "{\"text\":\"/opt/ollama-models %s(ro)\\n\"}".formatted(LabPki.address(85));

  private static final String ROOM =
      "{\"bytesToCome\":274406,\"freeBytes\":1000000000,\"refusal\":null}";

  private final FakeLead store = new FakeLead(at(84, 7480), "84");
  private final FakeLead node = new FakeLead(at(85, 7484), "85");

  OtherAgents() {
    store
        .answers("GET /v1/status", 200, status("nfs-agent", "s84", ""))
        .answers("GET /v1/lead", 200, NOBODY)
        .answers("GET /v1/store", 200, stored())
        .answers("GET /v1/store/room", 200, ROOM)
        .answers("GET /v1/diagnosis", 200, "[]")
        .answers("GET /v1/export", 200, exportedTo(""))
        .answers("GET /v1/export/file", 200, "{\"text\":null}")
        .answers("GET /v1/export/preview", 200, PREVIEW)
        .answers("GET /v1/models", 200, "[]")
        .answers("PUT /v1/model-use", 204, "")
        .answers("GET /v1/operations/op-1", 200, OPERATION.formatted("RUNNING", 1000))
        .answers("GET /v1/operations/op-1", 200, OPERATION.formatted("DONE", 274406))
        .answers("POST /v1/models", 202, OPERATION.formatted("RUNNING", 0))
        .changes("POST /v1/models", "GET /v1/models", "[" + MODEL + "]")
        .changes("PUT /v1/lead", "GET /v1/lead", null)
        .changes("PUT /v1/export", "GET /v1/export", exportedTo(exported()))
        .changes("PUT /v1/export/file", "GET /v1/export", exportedTo(""));
    node.answers("GET /v1/status", 200, status("node-agent", "s85", FakeSwarm.THERE))
        .answers("GET /v1/lead", 200, NOBODY)
        .answers("GET /v1/diagnosis", 200, "[]")
        .answers("GET /v1/node", 200, node())
        .answers("GET /v1/mount", 200, mounted(false))
        .answers("GET /v1/image", 200, image("null"))
        .answers("GET /v1/replicas", 200, "[]")
        .answers("GET /v1/loaded-models", 200, "[\"mistral:7b\"]")
        .changes("PUT /v1/lead", "GET /v1/lead", null)
        .changes("PUT /v1/mount", "GET /v1/mount", mounted(true))
        .changes("DELETE /v1/mount", "GET /v1/mount", mounted(false))
        .changes("PUT /v1/image", "GET /v1/image", image("\"sha256:ollama\""));
  }

  private static InetSocketAddress at(int server, int port) {
    return new InetSocketAddress(LabPki.address(server), port);
  }

  private static String status(String agent, String host, String node) {
    return STATUS.formatted(agent, host, node);
  }

  private static String node() {
    return "{\"status\":%s,\"mount\":%s}"
        .formatted(status("node-agent", "s85", FakeSwarm.THERE), mounted(true));
  }

  private static String stored() {
    return """
    {"path":"/opt/ollama-models","id":"store-1","marker":"/opt/ollama-models/.ollama-swarm-store","freeBytes":1000000000,\
    "totalBytes":2000000000,"verification":null}
    """;
  }

  private static String exported() {
    return """
    {"client":"%s","options":["ro","sync","wdelay","hide","no_subtree_check","sec=sys","secure","root_squash","no_all_squash"]}
    """
        .formatted(LabPki.address(85));
  }

  private static String exportedTo(String clients) {
    return """
    {"path":"/opt/ollama-models","file":"/etc/exports.d/ollama-swarm.exports","exported":[%s],"shutOut":[],\
    "server":{"threads":8,"versions":["4.2"],"connected":[]}}
    """
        .formatted(clients);
  }

  private static String mounted(boolean isMounted) {
    var there = "\"%s:/opt/ollama-models\"".formatted(LabPki.address(84));
    return """
    {"mountPoint":"/opt/ollama-models","source":%s,"type":%s,"networkType":%s,"options":["ro","hard","vers=4.2"],"storeId":%s,\
    "writeRefused":%s,"readAheadKiB":15360,"startsAtBoot":%s,"trouble":null}
    """
        .formatted(
            isMounted ? there : "null",
            isMounted ? "\"nfs4\"" : "null",
            isMounted,
            isMounted ? "\"store-1\"" : "null",
            isMounted,
            isMounted);
  }

  private static String image(String id) {
    return "{\"reference\":\"ollama/ollama:latest\",\"id\":%s,\"digests\":[]}".formatted(id);
  }

  @Override
  public void close() {
    store.close();
    node.close();
  }
}
