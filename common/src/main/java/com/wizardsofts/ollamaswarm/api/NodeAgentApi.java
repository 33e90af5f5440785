package com.wizardsofts.ollamaswarm.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.jspecify.annotations.Nullable;

/**
 * What every node-agent does for its own server, served and called through this one declaration.
 */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RegisterProvider(RemoteProblem.class)
public interface NodeAgentApi {

  @GET
  @Path("/status")
  ServerStatus status();

  /**
   * What is wrong; empty when all is well. The lead answers for all servers.
   *
   * @param own only what this agent found on its own server
   */
  @GET
  @Path("/diagnosis")
  List<Finding> diagnosis(@QueryParam("own") @DefaultValue("false") boolean own);

  /**
   * Its status and its mount at once.
   *
   * @param mountPoint nothing on a server that mounts no store
   */
  @GET
  @Path("/node")
  NodeState node(@QueryParam("mountPoint") @Nullable String mountPoint);

  /**
   * What the node has at the mount point.
   *
   * @param patient whether to wait until the look through the mount has ended or failed, which
   *     takes seconds on a busy node; else the answer comes within one, and may be that it has not
   *     ended
   * @param server with {@code path}, the store of which it is to tell how mounting it would change
   *     the unit
   */
  @GET
  @Path("/mount")
  MountState mount(
      @QueryParam("mountPoint") String mountPoint,
      @QueryParam("patient") @DefaultValue("false") boolean patient,
      @QueryParam("server") @Nullable String server,
      @QueryParam("path") @Nullable String path);

  /** Names, as Docker has them, of the running containers on this node that see the mount. */
  @GET
  @Path("/mount/users")
  List<String> mountUsers(@QueryParam("mountPoint") String mountPoint);

  /** Mounts the store and answers what the node then has. */
  @PUT
  @Path("/mount")
  MountState putMount(MountSpec spec);

  /** Unmounts the store for good, unless a container uses it; answers what the node then has. */
  @DELETE
  @Path("/mount")
  MountState unmount(@QueryParam("mountPoint") String mountPoint);

  /**
   * Takes away the unit that has the store mounted at every boot, and leaves what is mounted;
   * answers what the node then has.
   */
  @DELETE
  @Path("/mount/unit")
  MountState removeUnit(@QueryParam("mountPoint") String mountPoint);

  /** What the replicas of the service on this node take now. */
  @GET
  @Path("/replicas")
  List<ReplicaStats> replicas(@QueryParam("service") @DefaultValue(ServiceApi.NAME) String service);

  /**
   * How many requests each replica of the service on this node has answered, by task, of those that
   * hold the token in their path or query.
   */
  @GET
  @Path("/replicas/requests")
  Map<String, Integer> requestsSeen(
      @QueryParam("service") @DefaultValue(ServiceApi.NAME) String service,
      @QueryParam("token") String token);

  /**
   * Tells a replica on this node to end, and waits for nothing; Swarm makes another.
   *
   * @param container its id
   * @param atOnce what it was answering is lost then; else it finishes that first
   */
  @DELETE
  @Path("/replicas/{container}")
  void endReplica(
      @PathParam("container") String container,
      @QueryParam("atOnce") @DefaultValue("false") boolean atOnce);

  /** The models that the replicas of the service on this node have in memory. */
  @GET
  @Path("/loaded-models")
  List<String> loadedModels(@QueryParam("service") @DefaultValue(ServiceApi.NAME) String service);

  @GET
  @Path("/image")
  ImageState image(@QueryParam("reference") String reference);

  /** Has the image pulled when the node lacks it. */
  @PUT
  @Path("/image")
  ImageState putImage(ImageSpec spec);
}
