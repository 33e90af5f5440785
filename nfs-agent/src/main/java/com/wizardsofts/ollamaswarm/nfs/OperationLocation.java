package com.wizardsofts.ollamaswarm.nfs;

import com.wizardsofts.ollamaswarm.api.Operation;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Says of every operation that was accepted where its progress can be asked for. */
public class OperationLocation {

  @ServerResponseFilter
  public void add(ContainerResponseContext response) {
    if (response.getStatus() == StatusCode.ACCEPTED
        && response.getEntity() instanceof Operation operation) {
      response.getHeaders().putSingle(HttpHeaders.LOCATION, "/v1/operations/" + operation.id());
    }
  }
}
