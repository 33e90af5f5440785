package com.wizardsofts.ollamaswarm.step;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/**
 * The rules that keep a duty in its folder; each agent's tests check them over its own classes and
 * the shared ones.
 */
public final class Architecture {
  private static final String ROOT = "com.wizardsofts.ollamaswarm";

  private static final List<ArchRule> RULES =
      List.of(
          noClasses()
              .that()
              .resideOutsideOfPackage(ROOT + ".machine..")
              .should()
              .dependOnClassesThat()
              .haveNameMatching(
                  "java\\.lang\\.(ProcessBuilder|Runtime)|io\\.smallrye\\.common\\.process\\..*")
              .because("only the package machine starts programs"),
          noClasses()
              .that()
              .resideOutsideOfPackages(
                  ROOT + ".docker..",
                  ROOT + ".node.swarm..",
                  ROOT + ".node.gateway..",
                  ROOT + ".nfs.pull..",
                  ROOT + ".nfs")
              .should()
              .dependOnClassesThat()
              .resideInAPackage("com.github.dockerjava..")
              .because("docker-java stays behind the packages that talk to the Engine"),
          noClasses()
              .should()
              .callMethod(Thread.class, "sleep", long.class)
              .orShould()
              .callMethod(java.time.Instant.class, "now")
              .because("waiting is for a condition, and the time comes in through constructors"),
          noClasses()
              .should()
              .accessField(System.class, "out")
              .because("an agent speaks through its log and its REST interface"),
          noClasses()
              .that()
              .resideInAnyPackage(
                  ROOT + ".node.swarm..", ROOT + ".node.gateway..", ROOT + ".node.mount..")
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(
                  ROOT + ".node.rollout..", ROOT + ".node.cluster..", ROOT + ".node.rest..")
              .because("dependencies point from the rollout to the duties, never back"));

  private Architecture() {}

  /** Fails with every place that breaks a rule. */
  public static void check() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ROOT);
    if (classes.isEmpty()) {
      throw new IllegalStateException("no classes were found: the rules would hold of nothing");
    }
    RULES.forEach(rule -> rule.allowEmptyShould(true).check(classes));
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
  }
}
