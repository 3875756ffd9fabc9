/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.distribution.ReferenceTable.Row;
import io.github.reparam4j.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every family of scalars against arbitrary precision, in both types, over the whole domain. The
 * error is given in units of the type's rounding error times (|value| + condition), with the
 * condition of the table: 1 is the change by rounding the inputs.
 */
class ReferenceTest {
  /** The greatest error in these units. */
  private static final double BOUND = 64;

  /** The cells of reference/known.csv: known to exceed the bound, each with the reason. */
  private static final Set<String> KNOWN =
      ReferenceTable.lines("known.csv").stream()
          .filter(line -> !line.startsWith("#"))
          .map(line -> String.join(",", List.of(line.split(",")).subList(0, 3)))
          .collect(Collectors.toSet());

  static Stream<ReferenceFamily> families() {
    return ReferenceFamily.all().stream();
  }

  @ParameterizedTest
  @MethodSource("families")
  void matchesArbitraryPrecision(ReferenceFamily family) {
    List<String> wrong = new ArrayList<>();
    family
        .table()
        .forEach(
            (quantity, rows) -> {
              check(family, quantity, rows, DType.DOUBLE, wrong);
              check(
                  family,
                  quantity,
                  rows.stream().filter(Row::isFloat).toList(),
                  DType.FLOAT,
                  wrong);
            });
    assertThat(wrong).isEmpty();
  }

  private static void check(
      ReferenceFamily family, String quantity, List<Row> rows, DType dtype, List<String> wrong) {
    if (rows.isEmpty() || KNOWN.contains(family.name() + "," + dtype + "," + quantity)) {
      return;
    }
    double[] got;
    try {
      got = family.evaluate(quantity, rows, dtype);
    } catch (UnsupportedOperationException missing) {
      return; // families say on their page what they have
    }
    for (int i = 0; i < got.length; i++) {
      Row row = rows.get(i);
      double error = error(got[i], row, dtype);
      if (!(error <= BOUND)) {
        wrong.add(
            String.format(
                "%s %s %s of %s at %s: got %s, right %s, error %.3g",
                family.name(),
                dtype,
                quantity,
                java.util.Arrays.toString(row.parameters()),
                row.argument(),
                got[i],
                row.value(),
                error));
      }
    }
  }

  /** In units of the rounding error of value and inputs. */
  private static double error(double got, Row row, DType dtype) {
    boolean isDouble = dtype == DType.DOUBLE;
    double right = isDouble ? row.value() : (float) row.value();
    if (got == right || Double.isNaN(got) && Double.isNaN(right)) {
      return 0;
    }
    return Math.abs(got - row.value()) / unit(row, dtype);
  }

  /** The error that 1 stands for. */
  static double unit(Row row, DType dtype) {
    boolean isDouble = dtype == DType.DOUBLE;
    double rounding = isDouble ? Math.ulp(1.0) : Math.ulp(1f);
    double least = isDouble ? Double.MIN_NORMAL : Float.MIN_NORMAL;
    // A number below the least normal one has fewer digits, and so has what is made from one.
    double lost = Math.abs(row.value()) < least ? least / BOUND : rounding * least;
    return rounding * (Math.abs(row.value()) + row.condition()) + lost;
  }
}
