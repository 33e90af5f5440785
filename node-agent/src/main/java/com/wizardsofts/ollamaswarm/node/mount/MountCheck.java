package com.wizardsofts.ollamaswarm.node.mount;

import com.wizardsofts.ollamaswarm.api.Finding;
import com.wizardsofts.ollamaswarm.api.MountState;
import com.wizardsofts.ollamaswarm.diagnosis.Check;
import com.wizardsofts.ollamaswarm.diagnosis.FindingCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/** The mounts of ours, each with its proof; none on a node that was never told to mount. */
@ApplicationScoped
public class MountCheck implements Check {
  private final Mounts mounts;
  private final ReadAhead readAhead;

  public MountCheck(Mounts mounts, ReadAhead readAhead) {
    this.mounts = mounts;
    this.readAhead = readAhead;
  }

  @Override
  public String subject() {
    return "the mount of the model store";
  }

  @Override
  public List<Finding> look() {
    return mounts.ours().stream().map(mounts::observePatiently).flatMap(this::of).toList();
  }

  private Stream<Finding> of(MountState state) {
    var at = state.mountPoint() + ": ";
    if (state.source() == null || !state.networkType()) {
      return Stream.of(
          FindingCode.MOUNT_MISSING.finding(
              at + (state.trouble() == null ? "nothing is mounted" : state.trouble())));
    }
    var found = Stream.<Finding>builder();
    if (state.storeId() == null) {
      found.add(
          FindingCode.STORE_AWAY
              .finding(at + state.trouble())
              .withEvidence(List.of(state.source() + " " + String.join(",", state.options()))));
    } else if (!state.writeRefused()) {
      found.add(FindingCode.MOUNT_WRITABLE.finding(at + state.trouble()));
    }
    if (!state.startsAtBoot()) {
      found.add(
          FindingCode.MOUNT_NOT_AT_BOOT.finding(
              at + "its unit is not enabled, or an older agent's, which may come after Docker"));
    }
    var lacking = MountOptions.lacking(String.valueOf(state.type()), state.options());
    if (!lacking.isEmpty()) {
      found.add(
          FindingCode.MOUNT_OPTIONS
              .finding(at + "mounted without " + String.join(" and ", lacking))
              .withEvidence(List.of(state.source() + " " + String.join(",", state.options()))));
    }
    readAhead
        .shortfall(state.readAheadKiB())
        .ifPresent(why -> found.add(FindingCode.MOUNT_READ_AHEAD.finding(at + why)));
    return found.build();
  }
}
