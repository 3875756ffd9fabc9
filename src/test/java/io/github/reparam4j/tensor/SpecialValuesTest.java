/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static java.lang.Double.NaN;
import static java.lang.Double.POSITIVE_INFINITY;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Values at zeros of both signs, infinities, NaN, subnormals, the greatest finite values, and ties,
 * as the Javadoc of the operations states them: bits are compared, including signs of zeros.
 */
class SpecialValuesTest {
  private static final double INF = POSITIVE_INFINITY;
  private static final double TINY = Double.MIN_VALUE;
  private static final double SUBNORMAL = 1e-310;
  private static final double MAX = Double.MAX_VALUE;

  /**
   * An operation, its inputs, and its value. In FLOAT, the extremes of double mean those of float.
   */
  private record Point(Elementwise op, double expected, double... inputs) {
    @Override
    public String toString() {
      return op.label() + Arrays.toString(inputs);
    }
  }

  static List<Point> points() {
    List<Point> p = new ArrayList<>();
    ofOne(p);
    ofTwo(p);
    selections(p);
    counts(p);
    return p;
  }

  private static void ofOne(List<Point> p) {
    unary(p, Arithmetic.NEG, 0.0, -0.0, -0.0, 0.0, INF, -INF, MAX, -MAX, TINY, -TINY);
    unary(p, Arithmetic.ABS, -0.0, 0.0, -INF, INF, -MAX, MAX, -TINY, TINY);
    unary(p, Arithmetic.SIGN, 0.0, 0.0, -0.0, -0.0, -TINY, -1, INF, 1, -MAX, -1);
    unary(p, Arithmetic.FLOOR, 0.0, 0.0, -0.0, -0.0, -TINY, -1, TINY, 0.0, -INF, -INF, MAX, MAX);
    unary(p, Arithmetic.FLOOR, 2.5, 2, -2.5, -3, 3, 3, 1e15 + 0.5, 1e15);
    unary(p, Arithmetic.SQUARE, -0.0, 0.0, -INF, INF, MAX, INF, TINY, 0.0);
    unary(p, Arithmetic.SQRT, 0.0, 0.0, -0.0, -0.0, -1, NaN, INF, INF, -INF, NaN, -TINY, NaN);
    unary(p, Arithmetic.RSQRT, 0.0, INF, -1, NaN, INF, 0.0);
    unary(p, Arithmetic.RECIPROCAL, 0.0, INF, -0.0, -INF, INF, 0.0, -INF, -0.0, TINY, INF);
    unary(
        p, Transcendental.EXP, 0.0, 1, -INF, 0.0, INF, INF, MAX, INF, -MAX, 0.0, TINY, 1, 1e3, INF);
    unary(p, Transcendental.EXPM1, 0.0, 0.0, -0.0, -0.0, -INF, -1, INF, INF, TINY, TINY, MAX, INF);
    unary(p, Transcendental.LOG, 1, 0.0, 0.0, -INF, -0.0, -INF, -1, NaN, INF, INF, -INF, NaN);
    unary(p, Transcendental.LOG1P, 0.0, 0.0, -0.0, -0.0, -1, -INF, -2, NaN, INF, INF, TINY, TINY);
    unary(p, Transcendental.LOG1MEXP, 0.0, -INF, -0.0, -INF, 1, NaN, -INF, -0.0, -1e4, -0.0);
    unary(p, Transcendental.SIN, 0.0, 0.0, -0.0, -0.0, INF, NaN, -INF, NaN, TINY, TINY);
    unary(p, Transcendental.COS, 0.0, 1, INF, NaN, -INF, NaN, TINY, 1);
    unary(p, Transcendental.ATAN, -0.0, -0.0, INF, Math.PI / 2, -INF, -Math.PI / 2, TINY, TINY);
    unary(p, Transcendental.TANH, -0.0, -0.0, INF, 1, -INF, -1, MAX, 1, TINY, TINY, 100, 1);
    unary(p, Activation.SIGMOID, 0.0, 0.5, INF, 1, -INF, 0.0, MAX, 1, -MAX, 0.0, TINY, 0.5);
    unary(p, Activation.LOG_SIGMOID, -INF, -INF, INF, -0.0, MAX, -0.0, -MAX, -MAX);
    unary(p, Activation.SOFTPLUS, -INF, 0.0, INF, INF, MAX, MAX, -MAX, 0.0);
    unary(p, Activation.RELU, 0.0, 0.0, -1, 0.0, INF, INF, -INF, 0.0, TINY, TINY, -TINY, 0.0);
    unary(p, SpecialFunction.ERF, -0.0, -0.0, INF, 1, -INF, -1, 30, 1);
    unary(p, SpecialFunction.ERFC, 0.0, 1, INF, 0.0, -INF, 2, 200, 0.0);
    unary(p, SpecialFunction.NDTR, 0.0, 0.5, INF, 1, -INF, 0.0, -200, 0.0, 200, 1);
    unary(p, SpecialFunction.LOG_NDTR, -INF, -INF, INF, -0.0, 200, -0.0);
    unary(p, SpecialFunction.NORMAL_HAZARD, -INF, INF, INF, 0.0, 200, 0.0);
    unary(p, NormalTailFunction.HAZARD_EXCESS, -INF, INF, INF, 0.0, -200, 200);
    unary(p, SpecialFunction.LGAMMA, 1, 0.0, 2, 0.0, 0.0, INF, -0.0, INF, -1, INF, INF, INF);
    unary(p, SpecialFunction.NDTRI, 0.0, -INF, 1, INF, 0.5, 0.0, -1, NaN, 2, NaN);
    unary(p, SpecialFunction.ERFINV, 1, INF, -1, -INF, -0.0, -0.0, 2, NaN, -INF, NaN);
    unary(p, SpecialFunction.ERFCX, 0.0, 1, INF, 0.0, -INF, INF, -200, INF);
    unary(p, SpecialFunction.LOG_EXPM1, 0.0, -INF, INF, INF, -1, NaN, MAX, MAX);
    unary(p, SpecialFunction.LOG_SOFTPLUS, -INF, -INF, INF, INF, -MAX, -MAX);
    unary(p, Bessel.LOG_BESSEL_I0, 0.0, 0.0, -0.0, 0.0, INF, INF, -INF, INF, MAX, MAX);
    unary(p, SpecialFunction.LOG_COSH, 0.0, 0.0, -0.0, 0.0, INF, INF, -INF, INF, MAX, MAX);
    unary(p, SpecialFunction.EXP_E1, 0.0, INF, INF, 0.0, -1, NaN);
    unary(p, Bessel.BESSEL_I0E, 0.0, 1, INF, 0.0, -INF, 0.0);
    unary(p, Bessel.BESSEL_I1E, 0.0, 0.0, -0.0, -0.0, INF, 0.0, -INF, -0.0);
    unary(p, Bessel.LOG_BESSEL_I0E, 0.0, 0.0, INF, -INF, -INF, -INF);
    unary(p, Bessel.BESSEL_RATIO, 0.0, 0.0, -0.0, -0.0, INF, 1, -INF, -1);
    unary(p, Bessel.BESSEL_RATIO_GAP, 0.0, 1, INF, 0.0, -INF, 0.0);
    unary(p, new BesselIve(0.5), 0.0, 0.0, INF, 0.0, -1, NaN);
    unary(p, new Polygamma(0), 0.0, -INF, -0.0, INF, INF, INF, -1, NaN, -INF, NaN);
    unary(p, new Polygamma(1), 0.0, INF, -3, INF, INF, 0.0);
    unary(p, new Polygamma(2), 0.0, -INF, -0.0, INF, INF, -0.0, -1, NaN);
  }

  private static void ofTwo(List<Point> p) {
    binary(p, Arithmetic.ADD, INF, -INF, NaN, -0.0, 0.0, 0.0, -0.0, -0.0, -0.0, MAX, MAX, INF);
    binary(
        p,
        NormalTailFunction.DISTANCE,
        1,
        0.0,
        0.0,
        1,
        INF,
        INF,
        INF,
        1,
        0.0,
        -1,
        1,
        NaN,
        1,
        -1,
        NaN);
    binary(p, Arithmetic.SUB, INF, INF, NaN, 0.0, 0.0, 0.0, -0.0, 0.0, -0.0, -MAX, MAX, -INF);
    binary(p, Arithmetic.MUL, 0.0, INF, NaN, -0.0, 3, -0.0, MAX, 2, INF, -INF, -2, INF);
    binary(p, Arithmetic.MULTIPLY_NO_NAN, 0.0, INF, 0.0, -0.0, -INF, 0.0, 0.0, NaN, 0.0);
    binary(p, Arithmetic.MULTIPLY_NO_NAN, INF, 0.0, NaN, NaN, 0.0, NaN, 2, INF, INF, 0.0, 3, 0.0);
    binary(p, Arithmetic.MULTIPLY_NO_NAN, TINY, INF, INF, 2, -0.0, -0.0, 3, 4, 12);
    binary(
        p, Arithmetic.DIV, 0.0, 0.0, NaN, 1, 0.0, INF, 1, -0.0, -INF, INF, INF, NaN, -1, INF, -0.0);
    binary(p, Arithmetic.POW, 0.0, 0.0, 1, NaN, 0.0, 1, INF, 0.0, 1, 0.0, 2, 0.0, 0.0, -1, INF);
    binary(p, Arithmetic.POW, -1, 0.5, NaN, -2, 3, -8, -INF, 3, -INF, 0.5, INF, 0.0, 1, NaN, NaN);
    binary(p, Arithmetic.MAX, 0.0, -0.0, 0.0, -0.0, 0.0, 0.0, NaN, 1, NaN, 1, NaN, NaN, -INF, 3, 3);
    binary(
        p, Arithmetic.MIN, 0.0, -0.0, -0.0, -0.0, 0.0, -0.0, NaN, 1, NaN, 1, NaN, NaN, INF, 3, 3);
    binary(p, Transcendental.LOG_ADD_EXP, -INF, -INF, -INF, INF, -INF, INF, INF, INF, INF);
    binary(p, Transcendental.LOG_ADD_EXP, 3, -INF, 3, MAX, MAX, MAX, NaN, 1, NaN, INF, NaN, NaN);
    binary(p, Transcendental.XLOGY, 0.0, 0.0, 0.0, 0.0, -1, 0.0, 0.0, INF, 0.0, 0.0, NaN, NaN);
    binary(p, Transcendental.XLOGY, 2, 0.0, -INF, 1, -1, NaN, NaN, 1, NaN, -0.0, 0.0, 0.0);
    binary(p, Transcendental.XLOG1PY, 0.0, -1, 0.0, 0.0, -2, 0.0, 0.0, NaN, NaN, 2, -1, -INF);
  }

  private static void selections(List<Point> p) {
    for (double[] pair : new double[][] {{0.0, -0.0}, {INF, INF}, {SUBNORMAL, SUBNORMAL}}) {
      comparisons(p, pair[0], pair[1], true, false, false);
    }
    comparisons(p, -INF, INF, false, true, false);
    comparisons(p, 0.0, TINY, false, true, false);
    comparisons(p, 1, -MAX, false, false, true);
    comparisons(p, NaN, NaN, false, false, false);
    comparisons(p, NaN, 1, false, false, false);
    p.add(new Point(Selection.WHERE, 5, 0.0, NaN, 5));
    p.add(new Point(Selection.WHERE, 5, -0.0, NaN, 5));
    p.add(new Point(Selection.WHERE, 5, NaN, 5, NaN));
    p.add(new Point(Selection.WHERE, -0.0, INF, -0.0, NaN));
    p.add(new Point(Selection.WHERE, INF, TINY, INF, NaN));
    p.add(new Point(Selection.CLAMP, NaN, NaN, 0, 1));
    p.add(new Point(Selection.CLAMP, 1, INF, 0, 1));
    p.add(new Point(Selection.CLAMP, -2, -INF, -2, 1));
    p.add(new Point(Selection.CLAMP, 3, 0.5, 3, 1));
    p.add(new Point(Selection.CLAMP, MAX, INF, -MAX, MAX));
  }

  private static void counts(List<Point> p) {
    double[] rates = {0.0, 0.0, -0.0, 0.0, TINY, 0.0, SUBNORMAL, 0.0, INF, INF, NaN, NaN, -1, NaN};
    for (int i = 0; i < rates.length; i += 2) {
      p.add(new Point(CountSampler.POISSON, rates[i + 1], rates[i], 0.5, 0.5));
    }
    double[][] trials = {
      {0, 0.5, 0},
      {0, 0, 0},
      {0, 1, 0},
      {1e9, 0, 0},
      {1e9, 1, 1e9},
      {7, -0.0, 0},
      {MAX, 1, MAX},
      {MAX, TINY, 0},
      {INF, 0, 0},
      {INF, TINY, INF},
      {INF, 1, INF},
      {-1, 0.5, NaN},
      {2.5, 0.5, NaN},
      {7, -TINY, NaN},
      {7, 1.5, NaN},
      {NaN, 0.5, NaN},
      {7, NaN, NaN},
      {-INF, 0.5, NaN}
    };
    for (double[] t : trials) {
      p.add(new Point(CountSampler.BINOMIAL, t[2], t[0], t[1], 0.5, 0.5));
    }
  }

  private static void unary(List<Point> points, Elementwise op, double... inputsAndValues) {
    points.add(new Point(op, NaN, NaN));
    for (int i = 0; i < inputsAndValues.length; i += 2) {
      points.add(new Point(op, inputsAndValues[i + 1], inputsAndValues[i]));
    }
  }

  private static void binary(List<Point> points, Elementwise op, double... inputsAndValues) {
    for (int i = 0; i < inputsAndValues.length; i += 3) {
      points.add(new Point(op, inputsAndValues[i + 2], inputsAndValues[i], inputsAndValues[i + 1]));
    }
  }

  private static void comparisons(
      List<Point> points, double a, double b, boolean equal, boolean less, boolean greater) {
    points.add(new Point(Selection.EQ, equal ? 1 : 0, a, b));
    points.add(new Point(Selection.NE, equal ? 0 : 1, a, b));
    points.add(new Point(Selection.LT, less ? 1 : 0, a, b));
    points.add(new Point(Selection.LE, less || equal ? 1 : 0, a, b));
    points.add(new Point(Selection.GT, greater ? 1 : 0, a, b));
    points.add(new Point(Selection.GE, greater || equal ? 1 : 0, a, b));
  }

  @ParameterizedTest
  @MethodSource("points")
  void valueIsAsStated(Point point) {
    for (DType dtype : DType.values()) {
      double expected = in(dtype, point.expected);
      // As a single element, and as the last element of a tile of ordinary values.
      for (int length : new int[] {1, 37}) {
        Tensor[] inputs = new Tensor[point.inputs.length];
        for (int i = 0; i < inputs.length; i++) {
          double[] x = new double[length];
          Arrays.fill(x, 0.5);
          x[length - 1] = in(dtype, point.inputs[i]);
          inputs[i] = Tensor.vector(x).cast(dtype);
        }
        double[] y = NaiveArrays.elements(Tensor.apply(point.op, inputs).eval());
        requireSame(point + " " + dtype, y[length - 1], expected);
      }
    }
  }

  /** The value in FLOAT: its extremes instead of those of double, other values rounded. */
  private static double in(DType dtype, double x) {
    if (dtype == DType.DOUBLE) {
      return x;
    }
    double size = Math.abs(x);
    double own =
        size == TINY
            ? Float.MIN_VALUE
            : size == MAX ? Float.MAX_VALUE : size == SUBNORMAL ? 1e-42f : (float) size;
    return Double.isNaN(x) ? NaN : Math.copySign(own, x);
  }

  private static void requireSame(String what, double actual, double expected) {
    boolean same =
        Double.compare(actual, expected) == 0
            // Inherently inexact: pi/2 in float, and points where a series reaches its limit.
            || expected != 0 && Math.abs(actual - expected) <= 1e-7 * Math.abs(expected);
    if (!same) {
      throw new AssertionError(what + " is " + actual + ", expected " + expected);
    }
  }

  // ---- reductions

  @Test
  void reductionsOfSpecialValues() {
    for (DType dtype : DType.values()) {
      Tensor nan = vector(dtype, 1, NaN, 3, NaN);
      requireSame("max", scalar(nan.maxKeepDims(0)), NaN);
      requireSame("min", scalar(nan.minKeepDims(0)), NaN);
      requireSame("sum", scalar(nan.sum()), NaN);
      requireSame("argMax", scalar(nan.argMax(0)), 1);
      requireSame("argMax", scalar(vector(dtype, 2, 5, 5, 1).argMax(0)), 1);
      requireSame("argMax", scalar(vector(dtype, -INF, -INF).argMax(0)), 0);
      requireSame("argMax", scalar(vector(dtype, INF, NaN).argMax(0)), 1);
      requireSame("max", scalar(vector(dtype, -INF, -INF).maxKeepDims()), -INF);
      requireSame("max", scalar(vector(dtype, -0.0, 0.0).maxKeepDims()), 0.0);
      requireSame("min", scalar(vector(dtype, 0.0, -0.0).minKeepDims()), -0.0);
      requireSame("sum", scalar(vector(dtype, INF, -INF).sum()), NaN);
      requireSame("sum", scalar(vector(dtype, INF, 3).sum()), INF);
      requireSame("softmax", scalar(vector(dtype, 1e4, 0).softmax(0).select(0, 0)), 1);
      requireSame("logSumExp", scalar(vector(dtype, 1e4, 1e4).logSumExp()), 1e4 + Math.log(2));
      requireSame("logSumExp", scalar(vector(dtype, INF, 0).logSumExp()), INF);
      requireSame("prod", scalar(vector(dtype, 2, 0, 3).prod()), 0.0);
      requireSame("cumsum", scalar(vector(dtype, 1, INF, 5).cumsum(0).select(0, 2)), INF);
    }
  }

  @Test
  void specialValuesAnywhereInALongReductionCount() {
    for (int index : new int[] {0, 511, 512, 16_383, 16_384, 39_999}) {
      double[] x = new double[40_000];
      x[index] = NaN;
      requireSame("max", scalar(Tensor.vector(x).maxKeepDims()), NaN);
      requireSame("argMax", scalar(Tensor.vector(x).argMax(0)), index);
      x[index] = 7;
      requireSame("max", scalar(Tensor.vector(x).maxKeepDims()), 7);
      requireSame("min", scalar(Tensor.vector(x).neg().minKeepDims()), -7);
      requireSame("sum", scalar(Tensor.vector(x).sum()), 7);
    }
  }

  /** 2^24 + 1 is not a float: a float accumulator would stay at 2^24. */
  @Test
  void floatsAreSummedInDoublePrecision() {
    double[] x = new double[33];
    Arrays.fill(x, 1);
    x[0] = 1 << 24;
    Tensor matrix = vector(DType.FLOAT, x).broadcastTo(40, 33);
    requireSame("sum", scalar(matrix.sum(1).select(0, 3)), (1 << 24) + 32);
    requireSame("sum", scalar(matrix.transpose().sum(0).select(0, 3)), (1 << 24) + 32);
    requireSame("cumsum", scalar(matrix.cumsum(1).select(1, 32).select(0, 0)), (1 << 24) + 32);
  }

  private static Tensor vector(DType dtype, double... x) {
    return Tensor.vector(x).cast(dtype);
  }

  private static double scalar(Tensor t) {
    return t.evalScalar();
  }
}
