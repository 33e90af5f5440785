package com.wizardsofts.ollamaswarm.api;

import com.wizardsofts.ollamaswarm.problem.Problem;
import com.wizardsofts.ollamaswarm.problem.ProblemCode;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

/** Turns another agent's error answer back into the problem that it sent. */
public class RemoteProblem implements ResponseExceptionMapper<ProblemException> {

  @Override
  public ProblemException toThrowable(Response response) {
    try {
      var type = String.valueOf(response.getMediaType());
      if (type.startsWith(Problem.MEDIA_TYPE)) {
        return response.readEntity(Problem.class).exception();
      }
    } catch (ProcessingException | IllegalStateException e) {
      return new ProblemException(unexplained(response).causedBy(e.toString()), e);
    }
    return unexplained(response).exception();
  }

  private static Problem unexplained(Response response) {
    return ProblemCode.AGENT_UNREACHABLE
        .problem("answered %d without a problem document".formatted(response.getStatus()))
        .withRemedy("Check that the address and port are those of an agent of this version.");
  }
}
