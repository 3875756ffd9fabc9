/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The classes that may use arrays, random generators and the terminal. */
@AnalyzeClasses(
    locations = ArchitectureTest.Compiled.class,
    importOptions = ArchitectureTest.WithoutTests.class)
final class SideEffectsTest {
  private static final String ROOT = ArchitectureTest.ROOT;

  /** All else is expressions, but for the arrays of initial values. */
  @ArchTest
  static final ArchRule arraysStayInFewPackages =
      noClasses()
          .that(
              resideOutsideOfPackages(
                  Stream.of(
                          "tensor",
                          "program",
                          "program.step",
                          "program.kernel",
                          "training",
                          "data",
                          "model",
                          "check",
                          "examples")
                      .map(l -> ROOT + "." + l)
                      .toArray(String[]::new)))
          .and()
          .doNotHaveFullyQualifiedName(ROOT + ".nn.Initializer")
          .and()
          .doNotHaveFullyQualifiedName(ROOT + ".nn.WeightInitializer")
          .and()
          .haveNameNotMatching(".*\\.variational\\.LogLikelihood(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.nd4j..");

  @ArchTest
  static final ArchRule randomnessComesFromKeys =
      noClasses()
          .that(resideOutsideOfPackages(ROOT + ".random"))
          .should()
          .dependOnClassesThat(
              describe(
                  "are generators of random numbers",
                  c ->
                      c.isAssignableTo(RandomGenerator.class)
                          || c.getPackageName().startsWith("java.util.random")
                          || c.getPackageName().startsWith("org.nd4j.linalg.api.rng")))
          .orShould()
          .callMethodWhere(
              describe(
                  "draws from a global generator",
                  call ->
                      call.getTargetOwner().getName().equals("java.lang.Math")
                              && call.getName().equals("random")
                          || call.getTargetOwner().getName().equals("org.nd4j.linalg.factory.Nd4j")
                              && (call.getName().startsWith("rand")
                                  || call.getName().startsWith("getRandom")
                                  || call.getName().equals("choice")
                                  || call.getName().equals("shuffle"))
                          || call.getTargetOwner().getName().equals("java.util.Collections")
                              && call.getName().equals("shuffle")));

  /** Progress bars of training are drawn on the terminal; examples print their results. */
  @ArchTest
  static final ArchRule onlyProgressAndExamplesPrint =
      noClasses()
          .that(
              describe(
                  "are neither examples nor progress of training",
                  c ->
                      !ArchitectureTest.layer(c).equals("examples")
                          && !(ArchitectureTest.layer(c).equals("training")
                              && c.getName().contains("Progress"))))
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
