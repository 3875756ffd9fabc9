/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.distribution.ReferenceTable.Row;
import io.github.reparam4j.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  /** The greatest error in these units, but for known cells. */
  private static final double BOUND = 64;

  /** How much greater than that of reference/known.csv the error of such a cell may be. */
  private static final double KNOWN_FACTOR = 1.5;

  /** The greatest errors of the cells of reference/known.csv, each there with the reason. */
  private static final Map<String, Double> KNOWN =
      ReferenceTable.lines("known.csv").stream()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(","))
          .collect(
              Collectors.toMap(
                  words -> String.join(",", words[0], words[1], words[2]),
                  words -> Double.parseDouble(words[4])));

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
    if (rows.isEmpty()) {
      return;
    }
    Double known = KNOWN.get(family.name() + "," + dtype + "," + quantity);
    double bound = known == null ? BOUND : KNOWN_FACTOR * known;
    double[] got;
    try {
      got = family.evaluate(quantity, rows, dtype);
    } catch (UnsupportedOperationException missing) {
      return; // families say on their page what they have
    }
    for (int i = 0; i < got.length; i++) {
      Row row = rows.get(i);
      double error = error(got[i], row, dtype);
      if (!(error <= bound)) {
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
