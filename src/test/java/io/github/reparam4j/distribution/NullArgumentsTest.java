/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A null argument of any public method of the package's types is refused by name. */
class NullArgumentsTest {
  private static List<Class<?>> types() {
    List<Class<?>> types = new ArrayList<>();
    for (JavaClass c :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackagesOf(Distribution.class)) {
      Class<?> type = c.reflect();
      if (type.getPackage().equals(Distribution.class.getPackage())
          && Modifier.isPublic(type.getModifiers())
          && !type.getSimpleName().endsWith("Contract")) {
        types.add(type);
      }
    }
    assertThat(types).hasSizeGreaterThan(60);
    return types;
  }

  /** An argument that is not null and that any family accepts. */
  private static Object argument(Class<?> type) {
    if (type == Tensor.class) {
      return Tensor.fill(DType.DOUBLE, 1, 2, 2);
    }
    if (type == int.class || type == long.class) {
      return 2;
    }
    if (type == double.class) {
      return 0.5;
    }
    Object[] others = {
      new long[] {2},
      new Tensor[] {Tensor.scalar(1)},
      DType.DOUBLE,
      Normal.of(0, 1),
      Bernoulli.of(0.5),
      Poisson.of(2),
      OneHotCategorical.of(Tensor.vector(0.5, 0.5)),
      RelaxedBernoulli.of(1, 0.5),
      RelaxedOneHotCategorical.of(Tensor.scalar(1), Tensor.vector(0.5, 0.5)),
      new Constraint.Reals(),
      (UnaryOperator<Tensor>) x -> x
    };
    return Arrays.stream(others).filter(type::isInstance).findFirst().orElse(null);
  }

  /** Factories: each argument that may be null, in turn. */
  @Test
  void factoriesNameTheArgument() {
    List<String> wrong = new ArrayList<>();
    for (Class<?> type : types()) {
      for (Method m : type.getDeclaredMethods()) {
        if (Modifier.isStatic(m.getModifiers())
            && Modifier.isPublic(m.getModifiers())
            && !m.isSynthetic()
            && !type.isEnum()) {
          Class<?> outer = type.getEnclosingClass();
          String name = (outer == null ? "" : outer.getSimpleName() + ".") + type.getSimpleName();
          check(m, null, name + "." + m.getName(), wrong);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Methods of values and probabilities. */
  @Test
  void methodsNameTheArgument() {
    Set<String> names =
        Set.of("logProb", "cdf", "survival", "logCdf", "logSurvival", "icdf", "inverseSurvival");
    List<String> wrong = new ArrayList<>();
    for (Distribution d : families()) {
      for (Method m : d.getClass().getMethods()) {
        if (names.contains(m.getName()) && !m.isSynthetic() && !m.isDefault()) {
          Class<?> outer = d.getClass().getEnclosingClass();
          Class<?> type = outer == null ? d.getClass() : outer;
          check(m, d, type.getSimpleName() + "." + m.getName(), wrong);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<Distribution> families() {
    List<Distribution> families = new ArrayList<>();
    for (Class<?> type : types()) {
      for (Method m : type.getDeclaredMethods()) {
        if (Modifier.isStatic(m.getModifiers())
            && Modifier.isPublic(m.getModifiers())
            && Distribution.class.isAssignableFrom(m.getReturnType())
            && !Arrays.asList(m.getParameterTypes()).contains(double.class)) {
          Object[] arguments =
              Arrays.stream(m.getParameterTypes()).map(NullArgumentsTest::argument).toArray();
          try {
            families.add((Distribution) m.invoke(null, arguments));
          } catch (InvocationTargetException e) {
            continue; // its parameters must fit each other
          } catch (IllegalAccessException e) {
            throw new AssertionError(m.toString(), e);
          }
        }
      }
    }
    assertThat(families).hasSizeGreaterThan(50);
    return families;
  }

  private static void check(Method m, Object target, String where, List<String> wrong) {
    Parameter[] parameters = m.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].getType().isPrimitive()) {
        continue;
      }
      Object[] arguments = Arrays.stream(parameters).map(p -> argument(p.getType())).toArray();
      arguments[i] = null;
      try {
        m.invoke(target, arguments);
        wrong.add(m + " accepts null for argument " + i);
      } catch (InvocationTargetException e) {
        Throwable cause = e.getCause();
        String message = String.valueOf(cause.getMessage());
        if (!(cause instanceof IllegalArgumentException)
            || !message.startsWith(where + ": ")
            || !message.endsWith(" must be given, got null")) {
          wrong.add(m + ", argument " + i + ": " + cause);
        }
      } catch (IllegalAccessException | IllegalArgumentException e) {
        throw new AssertionError(m.toString(), e);
      }
    }
  }
}
