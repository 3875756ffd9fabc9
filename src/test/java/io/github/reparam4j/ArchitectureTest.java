/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.github.reparam4j.examples.SeedAndVae;
import io.github.reparam4j.internal.Internal;
import io.github.reparam4j.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The order of the packages, and what holds in all of them. */
@AnalyzeClasses(
    locations = ArchitectureTest.Compiled.class,
    importOptions = ArchitectureTest.WithoutTests.class)
final class ArchitectureTest {
  /** All packages. A package may use those before it. */
  private static final List<String> LAYERS =
      List.of(
          "internal",
          "random.kernel",
          "random",
          "random.vector",
          "special",
          "tensor",
          "program.ir",
          "program.kernel",
          "program.vector",
          "program.step",
          "program.schedule",
          "program",
          "distribution.numerics",
          "distribution.variate",
          "distribution",
          "bijector",
          "estimator",
          "nn",
          "optim",
          "variational",
          "training",
          "data",
          "model",
          "check",
          "examples");

  /** Packages whose public types are not for users, in order. */
  private static final Set<String> INTERNAL =
      Set.of(
          "internal",
          "random.kernel",
          "random.vector",
          "special",
          "program.ir",
          "program.kernel",
          "program.vector",
          "program.step",
          "program.schedule",
          "distribution.numerics",
          "distribution.variate");

  /** These are made of expressions alone and know nothing of how they are run. */
  private static final Set<String> WITHOUT_PROGRAM =
      Set.of("distribution", "bijector", "estimator", "nn");

  static final String ROOT = Tensor.class.getPackageName().replace(".tensor", "");
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Path EXAMPLE_SOURCES = Path.of("src/examples/java");

  /** The library and, from beside the tests, the examples. */
  static final class Compiled implements LocationProvider {
    @Override
    public Set<Location> get(Class<?> testClass) {
      return Set.of(
          Location.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation()),
          Location.of(SeedAndVae.class.getResource("")));
    }
  }

  /** The tests of the examples have the same package. */
  static final class WithoutTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("Test");
    }
  }

  @ArchTest
  static final ArchRule everyClassIsInALayer =
      classes()
          .should()
          .resideInAnyPackage(LAYERS.stream().map(l -> ROOT + "." + l).toArray(String[]::new));

  @ArchTest
  static final ArchRule packagesUseOnlyEarlierOnes =
      classes()
          .should(
              new ArchCondition<>("use only packages before their own") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  for (Dependency d : type.getDirectDependenciesFromSelf()) {
                    if (!mayUse(layer(type), layer(d.getTargetClass()))) {
                      events.add(SimpleConditionEvent.violated(type, d.getDescription()));
                    }
                  }
                }
              });

  /** The name of the layer of a class, or an empty one if it is not of this library. */
  static String layer(JavaClass type) {
    String name = type.getBaseComponentType().getPackageName();
    return name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : "";
  }

  private static boolean mayUse(String from, String to) {
    if (to.isEmpty()) {
      return true;
    }
    if (to.startsWith("program") && WITHOUT_PROGRAM.contains(from.replaceAll("\\..*", ""))) {
      return false;
    }
    return LAYERS.contains(to) && LAYERS.indexOf(to) <= LAYERS.indexOf(from);
  }

  @ArchTest
  static void internalPackagesAreMarked(JavaClasses all) {
    Set<String> marked =
        all.stream()
            .map(JavaClass::getPackage)
            .filter(p -> p.isAnnotatedWith(Internal.class))
            .map(p -> p.getName().substring(ROOT.length() + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(marked).isEqualTo(new TreeSet<>(INTERNAL));
  }

  /** Public signatures of the packages for users name no internal type. */
  @ArchTest
  static final ArchRule publicSignaturesNameNoInternalTypes =
      classes()
          .that()
          .arePublic()
          .and(describe("are for users", c -> !isInternal(c)))
          .should(
              new ArchCondition<>("name only types for users in public signatures") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  Stream<JavaClass> above =
                      Stream.concat(
                          type.getRawSuperclass().stream(), type.getRawInterfaces().stream());
                  above
                      .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC))
                      .forEach(c -> report(type, type.getName(), c, events));
                  for (JavaField f : type.getFields()) {
                    if (isForUsers(f)) {
                      report(type, f.getFullName(), f.getRawType(), events);
                    }
                  }
                  for (JavaCodeUnit m : type.getCodeUnits()) {
                    if (isForUsers(m)) {
                      report(type, m.getFullName(), m.getRawReturnType(), events);
                      m.getRawParameterTypes()
                          .forEach(p -> report(type, m.getFullName(), p, events));
                    }
                  }
                }

                private void report(
                    JavaClass type, String where, JavaClass named, ConditionEvents events) {
                  JavaClass c = named.getBaseComponentType();
                  if (c.getPackageName().startsWith(ROOT) && isInternal(c)) {
                    events.add(
                        SimpleConditionEvent.violated(type, where + " names " + c.getName()));
                  }
                }
              });

  private static boolean isForUsers(JavaMember member) {
    return !member.isAnnotatedWith(Internal.class)
        && (member.getModifiers().contains(JavaModifier.PUBLIC)
            || member.getModifiers().contains(JavaModifier.PROTECTED));
  }

  private static boolean isInternal(JavaClass type) {
    return type.isAnnotatedWith(Internal.class)
        || type.getPackage().isAnnotatedWith(Internal.class)
        || type.getEnclosingClass().filter(ArchitectureTest::isInternal).isPresent();
  }

  @ArchTest
  static void internalTypesOfPublicPackagesAreNotInTheJavadoc(JavaClasses all) throws IOException {
    for (JavaClass type : all) {
      if (isInternal(type)
          && !INTERNAL.contains(layer(type))
          && type.getModifiers().contains(JavaModifier.PUBLIC)) {
        Path file = SOURCES.resolve(topLevel(type).getName().replace('.', '/') + ".java");
        assertThat(Files.readString(file))
            .containsPattern(
                "@hidden\\s+\\*/\\s+(@\\w+\\s+)*[a-z ]*(class|interface|record|enum) "
                    + type.getSimpleName());
      }
    }
  }

  /** Neither a type nor a member of an internal package is public without a use in another one. */
  @ArchTest
  static void internalsArePublicOnlyIfUsedElsewhere(JavaClasses all) {
    Set<String> used = new HashSet<>();
    for (JavaClass type : all) {
      for (Dependency d : type.getDirectDependenciesFromSelf()) {
        JavaClass target = topLevel(d.getTargetClass());
        if (!target.getPackageName().equals(type.getPackageName())) {
          used.add(target.getName());
        }
      }
      for (JavaAccess<?> a : type.getAccessesFromSelf()) {
        if (!a.getTargetOwner().getPackageName().equals(type.getPackageName())) {
          a.getTarget().resolveMember().ifPresent(m -> used.add(m.getFullName()));
        }
      }
    }
    Set<String> unused = new TreeSet<>();
    for (JavaClass type : all) {
      if (INTERNAL.contains(layer(type)) && type.getModifiers().contains(JavaModifier.PUBLIC)) {
        if (type.isTopLevelClass() && !used.contains(type.getName())) {
          unused.add(type.getName());
        }
        type.getMembers().stream()
            .filter(m -> mayBeHidden(type, m) && !used.contains(m.getFullName()))
            .forEach(m -> unused.add(m.getFullName()));
      }
    }
    assertThat(unused).isEmpty();
  }

  /**
   * Whether a member is public by choice. Uses of constants are not seen: the compiler copies them.
   */
  private static boolean mayBeHidden(JavaClass type, JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    boolean isConstant =
        member instanceof JavaField
            && modifiers.containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL));
    boolean isOfRecord = type.isRecord() && !modifiers.contains(JavaModifier.STATIC);
    return modifiers.contains(JavaModifier.PUBLIC)
        && !type.isInterface()
        && !isConstant
        && !isOfRecord
        && !(type.isEnum() && Set.of("values", "valueOf").contains(member.getName()))
        && !(member instanceof JavaMethod m && overrides(type, m));
  }

  private static boolean overrides(JavaClass type, JavaMethod method) {
    return Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream())
        .anyMatch(
            above ->
                above
                    .tryGetMethod(method.getName(), names(method.getRawParameterTypes()))
                    .isPresent());
  }

  private static String[] names(List<JavaClass> types) {
    return types.stream().map(JavaClass::getName).toArray(String[]::new);
  }

  private static JavaClass topLevel(JavaClass type) {
    return type.getBaseComponentType()
        .getEnclosingClass()
        .map(ArchitectureTest::topLevel)
        .orElse(type.getBaseComponentType());
  }

  @ArchTest
  static final ArchRule publicTypesCannotBeExtendedAtWill =
      classes()
          .that()
          .arePublic()
          .should(
              new ArchCondition<>("be final, sealed, records, enums or interfaces") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  boolean closed =
                      type.isInterface()
                          || type.isEnum()
                          || type.isRecord()
                          || type.getModifiers().contains(JavaModifier.FINAL)
                          || type.reflect().isSealed();
                  if (!closed) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is open"));
                  }
                }
              });

  @ArchTest
  static void everyPackageSaysWhereToStart(JavaClasses all) throws IOException {
    Set<String> packages =
        all.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
    assertThat(packages).contains(ROOT + ".tensor", ROOT + ".distribution", ROOT + ".examples");
    for (String name : packages) {
      Path sources = name.equals(ROOT + ".examples") ? EXAMPLE_SOURCES : SOURCES;
      Path file = sources.resolve(name.replace('.', '/')).resolve("package-info.java");
      assertThat(file).isRegularFile();
      assertThat(Files.readString(file)).as("%s", file).contains("Start here");
    }
  }
}
