package com.wizardsofts.ollamaswarm.docker;

import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.command.WaitContainerCmd;
import com.github.dockerjava.api.model.ErrorDetail;
import com.github.dockerjava.api.model.ErrorResponse;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import com.github.dockerjava.api.model.WaitResponse;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What docker-java reaches by reflection in the commands that we use, for native executables. */
@RegisterForReflection(
    targets = {
      CreateContainerResponse.class,
      ErrorDetail.class,
      ErrorResponse.class,
      HostConfig.class,
      PullResponseItem.class,
      ResponseItem.class,
      ResponseItem.ProgressDetail.class,
      ResponseItem.AuxDetail.class,
      ResponseItem.ErrorDetail.class,
      WaitContainerCmd.class,
      WaitResponse.class
    },
    classNames = {
      "com.github.dockerjava.core.command.AbstrDockerCmd",
      "com.github.dockerjava.core.command.CreateContainerCmdImpl",
      "com.github.dockerjava.core.DockerConfigFile",
      "java.net.UnixDomainSocketAddress"
    })
final class NativeDocker {}
