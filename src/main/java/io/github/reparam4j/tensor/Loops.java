/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * The kernels of an element-wise operation: plain loops over tiles of one operand after another,
 * one for each element type. The output tile may be one of the input tiles.
 */
public final class Loops {
  /** A loop over float tiles. */
  @FunctionalInterface
  public interface Floats {
    /**
     * Computes out[i] from in[0][i], in[1][i], ... for i in [0, n).
     *
     * @param in the input tiles
     * @param out the output tile
     * @param n number of elements
     */
    void run(float[][] in, float[] out, int n);
  }

  /** A loop over double tiles. */
  @FunctionalInterface
  public interface Doubles {
    /**
     * Computes out[i] from in[0][i], in[1][i], ... for i in [0, n).
     *
     * @param in the input tiles
     * @param out the output tile
     * @param n number of elements
     */
    void run(double[][] in, double[] out, int n);
  }

  @FunctionalInterface
  interface Floats1 {
    void run(float[] x, float[] y, int n);
  }

  @FunctionalInterface
  interface Doubles1 {
    void run(double[] x, double[] y, int n);
  }

  @FunctionalInterface
  interface Floats2 {
    void run(float[] a, float[] b, float[] y, int n);
  }

  @FunctionalInterface
  interface Doubles2 {
    void run(double[] a, double[] b, double[] y, int n);
  }

  @FunctionalInterface
  interface Floats3 {
    void run(float[] a, float[] b, float[] c, float[] y, int n);
  }

  @FunctionalInterface
  interface Doubles3 {
    void run(double[] a, double[] b, double[] c, double[] y, int n);
  }

  @FunctionalInterface
  interface DoubleBinary {
    double apply(double a, double b);
  }

  @FunctionalInterface
  interface DoubleTernary {
    double apply(double a, double b, double c);
  }

  private final int arity;
  private final Floats floats;
  private final Doubles doubles;

  private Loops(int arity, Floats floats, Doubles doubles) {
    this.arity = arity;
    this.floats = floats;
    this.doubles = doubles;
  }

  /** {@return the number of input tiles} */
  public int arity() {
    return arity;
  }

  /** {@return the loop over floats} */
  public Floats floats() {
    return floats;
  }

  /** {@return the loop over doubles} */
  public Doubles doubles() {
    return doubles;
  }

  static Loops unary(Floats1 f, Doubles1 d) {
    return new Loops(1, (in, out, n) -> f.run(in[0], out, n), (in, out, n) -> d.run(in[0], out, n));
  }

  static Loops binary(Floats2 f, Doubles2 d) {
    return new Loops(
        2,
        (in, out, n) -> f.run(in[0], in[1], out, n),
        (in, out, n) -> d.run(in[0], in[1], out, n));
  }

  static Loops ternary(Floats3 f, Doubles3 d) {
    return new Loops(
        3,
        (in, out, n) -> f.run(in[0], in[1], in[2], out, n),
        (in, out, n) -> d.run(in[0], in[1], in[2], out, n));
  }

  /** As {@link #calling(DoubleUnaryOperator)} for any number of arguments. */
  static Loops calling(int arity, ToDoubleFunction<double[]> f) {
    return new Loops(
        arity,
        (in, out, n) -> {
          double[] x = new double[arity];
          for (int i = 0; i < n; i++) {
            for (int j = 0; j < arity; j++) {
              x[j] = in[j][i];
            }
            out[i] = (float) f.applyAsDouble(x);
          }
        },
        (in, out, n) -> {
          double[] x = new double[arity];
          for (int i = 0; i < n; i++) {
            for (int j = 0; j < arity; j++) {
              x[j] = in[j][i];
            }
            out[i] = f.applyAsDouble(x);
          }
        });
  }

  /**
   * Loops that call a scalar function in double precision: for functions that cost far more than
   * the call.
   */
  static Loops calling(DoubleUnaryOperator f) {
    return unary(
        (x, y, n) -> {
          for (int i = 0; i < n; i++) {
            y[i] = (float) f.applyAsDouble(x[i]);
          }
        },
        (x, y, n) -> {
          for (int i = 0; i < n; i++) {
            y[i] = f.applyAsDouble(x[i]);
          }
        });
  }

  /** As {@link #calling(DoubleUnaryOperator)} for two arguments. */
  static Loops calling(DoubleBinary f) {
    return calling(f, f);
  }

  /** As {@link #calling(DoubleUnaryOperator)} for two arguments, the first for floats. */
  static Loops calling(DoubleBinary single, DoubleBinary full) {
    return binary(
        (a, b, y, n) -> {
          for (int i = 0; i < n; i++) {
            y[i] = (float) single.apply(a[i], b[i]);
          }
        },
        (a, b, y, n) -> {
          for (int i = 0; i < n; i++) {
            y[i] = full.apply(a[i], b[i]);
          }
        });
  }

  /** As {@link #calling(DoubleUnaryOperator)} for three arguments, the first for floats. */
  static Loops calling(DoubleTernary single, DoubleTernary full) {
    return ternary(
        (a, b, c, y, n) -> {
          for (int i = 0; i < n; i++) {
            y[i] = (float) single.apply(a[i], b[i], c[i]);
          }
        },
        (a, b, c, y, n) -> {
          for (int i = 0; i < n; i++) {
            y[i] = full.apply(a[i], b[i], c[i]);
          }
        });
  }
}
