package com.wizardsofts.ollamaswarm.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The nfs-agent's REST interface, served and called through this one declaration. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RegisterProvider(RemoteProblem.class)
public interface NfsAgentApi {

  @GET
  @Path("/status")
  ServerStatus status();

  @GET
  @Path("/store")
  StoreState store();

  /** Whether there is room for these models; fetches nothing of them. */
  @GET
  @Path("/store/room")
  StoreRoom room(@QueryParam("model") List<String> models);

  @GET
  @Path("/export")
  ExportState export();

  /** Makes the export so and answers what the kernel then lists. */
  @PUT
  @Path("/export")
  ExportState putExport(ExportSpec spec);

  /** Our exports file as {@link #putExport} would leave it; changes nothing. */
  @GET
  @Path("/export/preview")
  ExportFile exportPreview(
      @QueryParam("path") String path,
      @QueryParam("client") List<String> clients,
      @QueryParam("option") List<String> options,
      @QueryParam("dropFormer") boolean dropFormer);

  /** Our exports file, to be put back by {@link #putExportFile}. */
  @GET
  @Path("/export/file")
  ExportFile exportFile();

  /** Puts back a former content of our exports file and has the server read it. */
  @PUT
  @Path("/export/file")
  ExportState putExportFile(ExportFile file);

  @GET
  @Path("/models")
  List<Model> models();

  /** A model; {@code /} and {@code :} of its name are percent-encoded in the path. */
  @GET
  @Path("/models/{name}")
  Model model(@PathParam("name") String name);

  /**
   * Deletes a model; blobs that others name stay. Refused while it is needed or that is not known,
   * unless forced.
   */
  @DELETE
  @Path("/models/{name}")
  void deleteModel(@PathParam("name") String name, @QueryParam("force") boolean force);

  /** The lead tells which models are needed; it is believed for a minute. */
  @PUT
  @Path("/model-use")
  void putModelUse(ModelUse use);

  /** Starts a pull, or joins the one of this model that runs; answers before it has ended. */
  @POST
  @Path("/models")
  @ResponseStatus(202)
  Operation pull(ModelPull pull);

  @GET
  @Path("/operations/{id}")
  Operation operation(@PathParam("id") String id);

  /** Asks the operation to end; answers before it has. What it did is kept for another start. */
  @DELETE
  @Path("/operations/{id}")
  @ResponseStatus(202)
  Operation cancel(@PathParam("id") String id);

  /**
   * Starts a verification of the whole store; a damage fails the operation and is in its problem.
   */
  @POST
  @Path("/store/verify")
  @Consumes(MediaType.WILDCARD)
  @ResponseStatus(202)
  Operation verifyStore();

  /** Deletes the store's leftovers, or only says which they are. */
  @POST
  @Path("/store/prune")
  Pruned prune(StorePrune prune);

  /**
   * Starts a verification of one model.
   *
   * @param name percent-encoded, for it may hold {@code /}
   */
  @POST
  @Path("/models/{name}/verify")
  @Consumes(MediaType.WILDCARD)
  @ResponseStatus(202)
  Operation verify(@PathParam("name") String name);

  /** Starts a repair of one model: fetches what is damaged of it and nothing else. */
  @POST
  @Path("/models/{name}/repair")
  @Consumes(MediaType.WILDCARD)
  @ResponseStatus(202)
  Operation repair(@PathParam("name") String name);

  /** What is wrong on this server. */
  @GET
  @Path("/diagnosis")
  List<Finding> diagnosis();
}
