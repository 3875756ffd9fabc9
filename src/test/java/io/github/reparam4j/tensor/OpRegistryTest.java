/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operation of the sealed family over a table of shapes: its value, gradient and
 * Hessian-vector product, here in DOUBLE, in FLOAT in {@link OpRegistryFloatTest}. A new operation
 * without a case in {@link OpTable} fails by name.
 */
class OpRegistryTest {
  private static final Map<Object, List<OpCase>> CASES = OpTable.cases();

  @Test
  void everyOperationHasACase() {
    Set<String> missing = new TreeSet<>();
    for (Object op : operations(Op.class)) {
      if (!CASES.containsKey(op)) {
        missing.add(name(op));
      }
    }
    assertThat(missing).as("operations without a case in OpTable").isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> valueAndGradientMatchTheNaiveEvaluator() {
    return matchesTheNaiveEvaluator(DType.DOUBLE);
  }

  static Stream<DynamicTest> matchesTheNaiveEvaluator(DType dtype) {
    return CASES.entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    name(e.getKey()) + " " + dtype,
                    () -> e.getValue().forEach(c -> OpCheck.check(c, dtype))));
  }

  /** Enum constants, the classes of records and final classes, and the kinds of reductions. */
  private static List<Object> operations(Class<?> type) {
    List<Object> found = new ArrayList<>();
    if (type.isEnum()) {
      found.addAll(List.of(type.getEnumConstants()));
    } else if (type == Reduction.class) {
      found.addAll(List.of(Reduction.Kind.values()));
    } else if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        found.addAll(operations(permitted));
      }
    } else {
      found.add(type);
    }
    return found;
  }

  private static String name(Object op) {
    return op instanceof Enum<?> e
        ? e.getDeclaringClass().getSimpleName() + "." + e.name()
        : ((Class<?>) op).getSimpleName();
  }
}
