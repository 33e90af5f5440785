package com.wizardsofts.ollamaswarm.node.rest;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.ImageSpec;
import com.wizardsofts.ollamaswarm.api.ImageState;
import com.wizardsofts.ollamaswarm.api.MountSpec;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.api.NodeAgentApi;
import com.wizardsofts.ollamaswarm.api.NodeState;
import com.wizardsofts.ollamaswarm.api.ReplicaStats;
import com.wizardsofts.ollamaswarm.api.ServerStatus;
import com.wizardsofts.ollamaswarm.node.cluster.ClusterDiagnosis;
import com.wizardsofts.ollamaswarm.node.modeluse.LoadedModels;
import com.wizardsofts.ollamaswarm.node.mount.MountUsers;
import com.wizardsofts.ollamaswarm.node.mount.Mounts;
import com.wizardsofts.ollamaswarm.node.swarm.container.Images;
import com.wizardsofts.ollamaswarm.node.swarm.replica.ReplicaUsage;
import com.wizardsofts.ollamaswarm.node.swarm.replica.Replicas;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.server.ThisServer;
import com.wizardsofts.ollamaswarm.trust.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every node-agent answers about its own server. */
@RunOnVirtualThread
@RolesAllowed({Role.LEAD, Role.AGENT, Role.OPERATOR})
public class NodeResource implements NodeAgentApi {
  private final ThisServer server;
  private final Mounts mounts;
  private final MountUsers users;
  private final Images images;
  private final ClusterDiagnosis diagnosis;
  private final Replicas replicas;
  private final ReplicaUsage usage;
  private final LoadedModels loaded;

  public NodeResource(
      ThisServer server,
      Mounts mounts,
      MountUsers users,
      Images images,
      ClusterDiagnosis diagnosis,
      Replicas replicas,
      ReplicaUsage usage,
      LoadedModels loaded) {
    this.server = server;
    this.users = users;
    this.mounts = mounts;
    this.images = images;
    this.diagnosis = diagnosis;
    this.replicas = replicas;
    this.usage = usage;
    this.loaded = loaded;
  }

  @Override
  public ServerStatus status() {
    return server.status();
  }

  @Override
  public NodeState node(@Nullable String mountPoint) {
    return new NodeState(server.status(), mountPoint == null ? null : mounts.observe(mountPoint));
  }

  @Override
  public List<Finding> diagnosis(boolean own) {
    return own ? diagnosis.own() : diagnosis.findings();
  }

  @Override
  public MountState mount(
      String mountPoint, boolean patient, @Nullable String server, @Nullable String path) {
    var state = patient ? mounts.observePatiently(mountPoint) : mounts.observe(mountPoint);
    return server == null || path == null
        ? state
        : state.changing(mounts.unitChange(new MountSpec(server, path, mountPoint)).orElse(null));
  }

  @Override
  public List<String> mountUsers(String mountPoint) {
    return users.of(mountPoint);
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public MountState putMount(MountSpec spec) {
    return mounts.put(given(spec));
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public MountState unmount(String mountPoint) {
    users.refuseWhileUsed(mountPoint);
    return mounts.remove(mountPoint);
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public MountState removeUnit(String mountPoint) {
    return mounts.removeUnit(mountPoint);
  }

  @Override
  public List<ReplicaStats> replicas(String service) {
    return usage.here(service);
  }

  @Override
  public Map<String, Integer> requestsSeen(String service, @Nullable String token) {
    if (token == null || token.isBlank()) {
      throw ProblemCode.BAD_INPUT.exception("token: has to be given");
    }
    return replicas.requestsSeen(service, token);
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public void endReplica(String container, boolean atOnce) {
    replicas.end(container, atOnce);
  }

  @Override
  public List<String> loadedModels(String service) {
    return loaded.here(service);
  }

  @Override
  public ImageState image(String reference) {
    return images.inspect(reference);
  }

  @Override
  @RolesAllowed({Role.LEAD, Role.OPERATOR})
  public ImageState putImage(ImageSpec spec) {
    var reference = given(spec).reference();
    var there = images.inspect(reference);
    return there.id() == null ? images.pull(reference) : there;
  }

  private static <T> T given(@Nullable T body) {
    if (body == null) {
      throw ProblemCode.BAD_INPUT.exception("The request has no body.");
    }
    return body;
  }
}
