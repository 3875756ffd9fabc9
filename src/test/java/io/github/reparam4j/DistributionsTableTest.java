/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.bijector.TransformedDistribution;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Reparameterized;
import io.github.reparam4j.tensor.Tensor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every distribution has a row in the tables of the page, a true one, and a test of its own. */
class DistributionsTableTest {
  static final Path PAGE = Path.of("src/site/markdown/distributions.md");

  private static final List<String> FORMS =
      List.of("cdf", "icdf", "mean", "variance", "mode", "entropy");

  /** Not of scalars or not of one family, so with tests of their own instead of a contract. */
  private static final Map<String, String> WITHOUT_CONTRACT =
      Map.of(
          "Censored", "CensoredTest",
          "Delta", "DeltaTest",
          "HypersphericalUniform", "HypersphericalUniformTest",
          "Independent", "IndependentTest",
          "ReparamGaussian", "ReparamGaussianDensityTest",
          "Tweedie", "TweedieTest",
          "Multinomial", "MultinomialTest",
          "OneHotCategorical", "OneHotCategoricalTest",
          "RelaxedOneHotCategorical", "RelaxedOneHotCategoricalTest",
          "ExpRelaxedOneHotCategorical", "RelaxedOneHotCategoricalTest");

  /** The public classes of distributions, by their names. */
  private static Map<String, Class<?>> families() throws IOException {
    Map<String, Class<?>> families = new TreeMap<>();
    for (Class<?> type : List.of(Distribution.class, TransformedDistribution.class)) {
      Path folder = Path.of("src/main/java", type.getPackageName().replace('.', '/'));
      try (Stream<Path> files = Files.list(folder).filter(Files::isRegularFile)) {
        for (String file : files.map(f -> f.getFileName().toString()).sorted().toList()) {
          String name = file.replace(".java", "");
          if (file.endsWith(".java") && !name.equals("package-info")) {
            add(families, type.getPackageName() + "." + name);
          }
        }
      }
    }
    families.remove("Distribution");
    families.remove("Reparameterized");
    return families;
  }

  private static void add(Map<String, Class<?>> families, String name) {
    try {
      Class<?> type = Class.forName(name);
      if (Distribution.class.isAssignableFrom(type) && Modifier.isPublic(type.getModifiers())) {
        families.put(type.getSimpleName(), type);
      }
    } catch (ClassNotFoundException e) {
      throw new AssertionError(name, e);
    }
  }

  /** The cells of the rows that begin with a class, from tables that have six columns. */
  private static Map<String, List<String>> rows() throws IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| `") && line.chars().filter(c -> c == '|').count() == 7) {
        List<String> cells = Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList();
        String name = cells.get(0).replace("`", "");
        assertThat(rows.put(name, cells)).as("second row of %s", name).isNull();
      }
    }
    return rows;
  }

  @Test
  void everyDistributionHasARow() throws IOException {
    assertThat(families()).hasSizeGreaterThan(45);
    assertThat(rows().keySet()).containsExactlyInAnyOrderElementsOf(families().keySet());
  }

  @Test
  void everyDistributionIsListedWithItsPackage() throws IOException {
    for (Class<?> family : families().values()) {
      String folder = family.getPackageName().replace('.', '/');
      Path info = Path.of("src/main/java", folder, "package-info.java");
      String link = family.getName() + "}";
      assertThat(Files.readString(info).contains(link)).as(link).isTrue();
    }
  }

  @Test
  void rowsNameTheFactories() throws IOException {
    Map<String, List<String>> rows = rows();
    for (Map.Entry<String, Class<?>> family : families().entrySet()) {
      Set<String> shown = new TreeSet<>();
      for (String call : rows.get(family.getKey()).get(1).split("`")) {
        if (call.contains("(")) {
          shown.add(call.replaceAll("\\(.*", "/") + call.split(",").length);
        }
      }
      Set<String> offered =
          Arrays.stream(family.getValue().getMethods())
              .filter(m -> Modifier.isStatic(m.getModifiers()) && !m.getName().equals("standard"))
              .filter(m -> Distribution.class.isAssignableFrom(m.getReturnType()))
              .map(m -> m.getName() + "/" + m.getParameterCount())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(shown).as(family.getKey()).isEqualTo(offered);
    }
  }

  /** Those of a combinator of one kind of base are seen from its static type. */
  @Test
  void rowsSayWhetherSamplesAreDifferentiable() throws IOException {
    Map<String, List<String>> rows = rows();
    for (Map.Entry<String, Class<?>> family : families().entrySet()) {
      String samples = rows.get(family.getKey()).get(4);
      if (family.getValue().isInterface()) {
        assertThat(samples).as(family.getKey()).containsAnyOf("as the base", ", if the ");
        continue;
      }
      boolean isPathwise = Reparameterized.class.isAssignableFrom(family.getValue());
      assertThat(samples)
          .as(family.getKey())
          .matches(isPathwise ? "(explicit|implicit|relaxed)\\b.*" : "none\\b.*");
    }
  }

  @Test
  void rowsListTheClosedForms() throws Exception {
    Map<String, List<String>> rows = rows();
    for (Map.Entry<String, Class<?>> family : families().entrySet()) {
      String cell = rows.get(family.getKey()).get(5);
      if (cell.startsWith("as the base")) {
        assertThat(family.getValue().isInterface()).isTrue();
        continue;
      }
      Set<String> offered = new LinkedHashSet<>();
      for (String form : FORMS) {
        Method method =
            form.endsWith("cdf")
                ? family.getValue().getMethod(form, Tensor.class)
                : family.getValue().getMethod(form);
        if (method.getDeclaringClass() != Distribution.class) {
          offered.add(form);
        }
      }
      assertThat(forms(cell)).as(family.getKey()).isEqualTo(offered);
    }
  }

  private static Set<String> forms(String cell) {
    Set<String> forms = new LinkedHashSet<>();
    if (cell.startsWith("all")) {
      forms.addAll(FORMS);
      if (cell.startsWith("all but ")) {
        Arrays.asList(cell.substring(8).split(", "))
            .forEach(f -> assertThat(forms.remove(f)).isTrue());
      }
    } else if (!cell.equals("none")) {
      forms.addAll(List.of(cell.split(", ")));
    }
    return forms;
  }

  @Test
  void everyDistributionHasAContract() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Map.Entry<String, Class<?>> family : families().entrySet()) {
      String test = WITHOUT_CONTRACT.getOrDefault(family.getKey(), family.getKey() + "Test");
      boolean mustExtend = !WITHOUT_CONTRACT.containsKey(family.getKey());
      try {
        Class<?> found = Class.forName(Distribution.class.getPackageName() + "." + test);
        if (hasContract(found) != mustExtend) {
          faults.add(
              test + (mustExtend ? " extends no contract" : " extends a contract after all"));
        }
      } catch (ClassNotFoundException e) {
        faults.add("there is no " + test);
      }
    }
    assertThat(faults).isEmpty();
  }

  private static boolean hasContract(Class<?> test) {
    return Stream.<Class<?>>iterate(test, c -> c != null, Class::getSuperclass)
        .anyMatch(c -> c.getSimpleName().endsWith("Contract"));
  }
}
