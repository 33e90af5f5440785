package com.wizardsofts.ollamaswarm.nfs.integrity;

import com.wizardsofts.ollamaswarm.machine.FileHash;
import com.wizardsofts.ollamaswarm.nfs.NfsAgentConfig;
import com.wizardsofts.ollamaswarm.nfs.store.LastVerification;
import com.wizardsofts.ollamaswarm.problem.ProblemException;
import com.wizardsofts.ollamaswarm.step.Await;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Has the whole store verified when the calendar says so, slowly enough to disturb nobody. */
@ApplicationScoped
public class VerificationCalendar {
  private static final Logger LOG = Logger.getLogger(VerificationCalendar.class);

  private final StoreVerifier verifier;
  private final LastVerification last;
  private final Await await;
  private final long bytesPerSecond;

  public VerificationCalendar(
      StoreVerifier verifier, LastVerification last, Await await, NfsAgentConfig config) {
    this.verifier = verifier;
    this.last = last;
    this.await = await;
    this.bytesPerSecond = config.verify().rate().asLongValue();
  }

  @Scheduled(
      cron = "{nfs-agent.verify.schedule}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void verify() {
    try {
      var rate = new ReadRate(bytesPerSecond, await, System::nanoTime);
      var found = verifier.store(FileHash.paced(rate));
      last.is(found);
      if (found.damages().isEmpty()) {
        LOG.infof("the store is intact: %d blobs, %d bytes", found.blobs(), found.bytes());
      } else {
        LOG.errorf("the store is damaged: %s", found.damages());
      }
    } catch (ProblemException e) {
      LOG.errorf("the store could not be verified: %s", e.problem().text());
    }
  }
}
