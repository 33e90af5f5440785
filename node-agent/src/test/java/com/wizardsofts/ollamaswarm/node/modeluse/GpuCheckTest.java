package com.wizardsofts.ollamaswarm.node.modeluse;

import static org.assertj.core.api.Assertions.assertThat;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.docker.RecordedEngine;
import com.wizardsofts.ollamaswarm.machine.HostFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuCheckTest {
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final String MODULE = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  570.195.03";
  private static final String TITLE = "NAME    ID    SIZE    PROCESSOR    CONTEXT    UNTIL\r\n";
  private static final String RUNC =
      "{\"DefaultRuntime\":\"runc\",\"Runtimes\":{\"runc\":{},\"nvidia\":{}}%s}";

  @TempDir Path root;

  private final RecordedEngine docker =
      new RecordedEngine("29.0.4", "1.44", "1.52").on("GET /containers/json", "[]");

  private HostFiles files;

  @BeforeEach
  void a_node_with_a_gpu() {
    files = new HostFiles(root);
    files.write(DRIVER, MODULE + "\nGCC version: 13\n");
  }

  @AfterEach
  void close() {
    docker.close();
  }

  @Test
  void a_docker_that_gives_no_replica_the_gpu_is_found() {
    info(RUNC.formatted(""));
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.code()).isEqualTo("gpu.unused");
              assertThat(found.cause()).contains("runc", "nvidia");
              assertThat(found.evidence()).containsExactly(MODULE);
            });
    assertThat(docker.calls())
        .filteredOn(call -> call.request().equals("GET /info"))
        .extracting(RecordedEngine.Call::apiVersion)
        .containsExactly("1.52");
  }

  @Test
  void a_node_without_a_gpu_is_not_looked_at() {
    files.delete(DRIVER);
    assertThat(look()).isEmpty();
    assertThat(docker.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"DefaultRuntime\":\"nvidia\",\"Runtimes\":{\"nvidia\":{}}}",
        "{\"DefaultRuntime\":\"runc\",\"DiscoveredDevices\":[{\"Source\":\"cdi\",\"ID\":\"nvidia.com/gpu=0\"}]}"
      })
  void a_docker_that_knows_the_gpu_is_in_order(String info) {
    info(info);
    assertThat(look()).isEmpty();
  }

  @Test
  void a_device_that_is_no_gpu_does_not_count() {
    info(RUNC.formatted(",\"DiscoveredDevices\":[{\"Source\":\"cdi\",\"ID\":\"acme.com/net=0\"}]"));
    assertThat(look()).extracting(Finding::code).containsExactly("gpu.unused");
  }

  @Test
  void a_model_on_the_processors_is_found_whatever_docker_says() {
    info("{\"DefaultRuntime\":\"nvidia\"}");
    replica(0, TITLE + "mistral:7b    4f9d    5.1 GB    100% CPU    4096    Forever\r\n");
    assertThat(look())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.cause()).startsWith("1 of 1 loaded models");
              assertThat(found.evidence()).hasSize(2).first().asString().startsWith("mistral:7b");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"100% GPU", "48%/52% CPU/GPU"})
  void a_model_on_the_gpu_is_in_order_whatever_docker_says(String processor) {
    info(RUNC.formatted(""));
    replica(
        0,
        TITLE + "mistral:7b    4f9d    5.1 GB    %s    4096    Forever\r\n".formatted(processor));
    assertThat(look()).isEmpty();
  }

  @Test
  void a_replica_that_is_about_to_begin_leaves_it_to_docker() {
    info(RUNC.formatted(""));
    replica(1, "Error: could not connect to ollama server\r\n");
    assertThat(look()).extracting(Finding::code).containsExactly("gpu.unused");
    assertThat(look().getFirst().cause()).startsWith("docker info");
  }

  private void info(String json) {
    docker.on("GET /info", json);
  }

  private void replica(int exitCode, String printed) {
    docker
        .on("GET /containers/json?", "[{\"Id\":\"c1\"}]")
        .on(
            "GET /containers/c1/json",
            "{\"Config\":{\"Healthcheck\":{\"Test\":[\"CMD\",\"/bin/sh\",\"/ollama-swarm/health.sh\"]}}}")
        .on("POST /containers/c1/exec", "{\"Id\":\"e1\"}")
        .on("POST /exec/e1/start", printed)
        .on("GET /exec/e1/json", "{\"ExitCode\":%d}".formatted(exitCode));
  }

  private List<Finding> look() {
    var engine = docker.engine();
    return new GpuCheck(files, engine, new LoadedModels(engine)).look();
  }
}
