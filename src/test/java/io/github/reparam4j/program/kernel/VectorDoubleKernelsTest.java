/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.Activation;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import io.github.reparam4j.tensor.SpecialFunction;
import io.github.reparam4j.tensor.Transcendental;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The double kernels of one argument against tables of 30 digits. */
class VectorDoubleKernelsTest {
  enum Function {
    EXP("exp", Transcendental.EXP, 2),
    EXPM1("expm1", Transcendental.EXPM1, 2),
    LOG("log", Transcendental.LOG, 2),
    LOG1P("log1p", Transcendental.LOG1P, 2),
    LOG1MEXP("log1mexp", Transcendental.LOG1MEXP, 2),
    TANH("tanh", Transcendental.TANH, 2),
    SIN("sin", Transcendental.SIN, 1),
    COS("cos", Transcendental.COS, 1),
    SIGMOID("sigmoid", Activation.SIGMOID, 2),
    SOFTPLUS("softplus", Activation.SOFTPLUS, 2),
    LOG_SIGMOID("logSigmoid", Activation.LOG_SIGMOID, 2),
    ERF("erf", SpecialFunction.ERF, 2),
    ERFC("erfc", SpecialFunction.ERFC, 4),
    NDTR("ndtr", SpecialFunction.NDTR, 4);

    private final String table;
    private final Elementwise op;
    private final double ulps;

    Function(String table, Elementwise op, double ulps) {
      this.table = table;
      this.op = op;
      this.ulps = ulps;
    }
  }

  private static Loops.Doubles kernel(Elementwise op) {
    Loops.Doubles kernel = VectorKernels.installed().doubles(op);
    Assumptions.assumeTrue(
        kernel != null, "not run: the JVM was started without --add-modules jdk.incubator.vector");
    return kernel;
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithTable(Function f) {
    Loops.Doubles kernel = kernel(f.op);
    List<String[]> rows = table(f.table);
    List<String> failures = new ArrayList<>();
    double[] x = new double[Tile.LENGTH];
    double[] y = new double[Tile.LENGTH];
    for (int from = 0; from < rows.size(); from += x.length) {
      int n = Math.min(x.length, rows.size() - from);
      for (int i = 0; i < n; i++) {
        x[i] = Double.parseDouble(rows.get(from + i)[0]);
      }
      kernel.run(new double[][] {x}, y, n);
      for (int i = 0; i < n; i++) {
        String exact = rows.get(from + i)[1];
        if (!isClose(y[i], new BigDecimal(exact), f.ulps)) {
          failures.add("%s(%s): expected %s, got %s".formatted(f.table, x[i], exact, y[i]));
        }
      }
    }
    assertThat(failures).isEmpty();
  }

  private static boolean isClose(double got, BigDecimal exact, double ulps) {
    double nearest = exact.doubleValue();
    if (Double.isNaN(got) || Double.isInfinite(got) || Double.isInfinite(nearest)) {
      return got == nearest;
    }
    boolean subnormal = Math.abs(nearest) < Double.MIN_NORMAL;
    BigDecimal allowed = new BigDecimal((ulps + (subnormal ? 1 : 0)) * Math.ulp(nearest));
    return new BigDecimal(got).subtract(exact).abs().compareTo(allowed) <= 0;
  }

  private static List<String[]> table(String name) {
    String resource = "/special-functions/" + name + ".csv";
    try (InputStream in = VectorDoubleKernelsTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      List<String[]> rows =
          text.lines().filter(line -> !line.startsWith("#")).map(line -> line.split(",")).toList();
      assertThat(rows).as(resource).hasSizeGreaterThan(200);
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
