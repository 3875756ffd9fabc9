/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Integrals and expectations without a closed form, as sums over nodes along a new first axis.
 *
 * <p>All nodes and weights are DOUBLE: integrands of FLOAT parameters are computed from {@code
 * parameter.cast(DOUBLE)}, and {@link #integral} is cast back. The rules are those of H. Takahasi
 * and M. Mori, "Double exponential formulas for numerical integration" (1974): the trapezoidal rule
 * after a substitution that makes the integrand decay doubly exponentially. The relative error is
 * below 1e-11 for integrands that are smooth between the ends and the breaks, of which algebraic
 * and logarithmic singularities at ends and breaks are allowed.
 *
 * <pre>{@code
 * Quadrature rule = Quadrature.quantiles(p.batchShape(), p::icdf, p::inverseSurvival);
 * Tensor x = rule.nodes();                                           // [n] + batch
 * Tensor divergence = rule.integral(p.logProb(x).sub(q.logProb(x)));     // batch
 * }</pre>
 *
 * <p>Integrals are differentiable: by parameters in the integrand, by the ends of the interval and
 * by parameters of the quantile function.
 */
public final class Quadrature {
  private static final double HALF_LINE_STEP = 0.05;
  private static final double SHARE_STEP = 0.09;
  private static final double SHARE_REACH = 6.6;

  private final Tensor nodes;
  private final Tensor weights;

  private Quadrature(Tensor nodes, Tensor weights) {
    this.nodes = nodes;
    this.weights = weights;
  }

  /** {@return the nodes, DOUBLE, of the shape [n] + batch} */
  public Tensor nodes() {
    return nodes;
  }

  /** {@return the weights, DOUBLE, of a shape that broadcasts with the nodes} */
  public Tensor weights() {
    return weights;
  }

  /**
   * The integral of a function, or its expectation for a rule of {@link #quantiles}.
   *
   * @param integrand the function at the nodes; infinity and NaN are accepted only where the weight
   *     is 0
   * @return the sum over the first axis
   */
  public Tensor integral(Tensor integrand) {
    return weights.multiplyNoNan(integrand).sum(0);
  }

  /**
   * The expectation of a function of x for a rule of {@link #quantiles} of x. Nodes are held, so
   * that derivatives by the parameters of x are those of its density, and none of its quantiles are
   * needed.
   *
   * @param logDensity of x at the nodes, without gradients by these
   * @param function at the nodes, likewise; infinity and NaN are accepted only where the weight is
   *     0
   * @return the sum over the first axis
   */
  public Tensor expectation(Tensor logDensity, Tensor function) {
    Tensor one = logDensity.sub(logDensity.stopGradient()).exp();
    return weights.stopGradient().mul(one).multiplyNoNan(function).sum(0);
  }

  /**
   * The interval [low, high]. Of width 0 where high is not above low.
   *
   * @param low the lower end, finite
   * @param high the upper end, finite
   * @return the rule
   */
  public static Quadrature interval(Tensor low, Tensor high) {
    Tensor from = real(low);
    Tensor to = real(high);
    Shape batch = from.shape().broadcast("Quadrature.interval", to.shape());
    Shares shares = new Shares(batch.rank());
    Tensor length = to.sub(from).clamp(0, Double.POSITIVE_INFINITY);
    Tensor isLower = shares.below.lt(0.5);
    Tensor nodes =
        Tensor.where(isLower, from.add(length.mul(shares.below)), to.sub(length.mul(shares.above)));
    return new Quadrature(nodes, length.mul(shares.weights));
  }

  /**
   * The half-line above a point. The nodes are dense at all distances from 1e-40 to 1e+30 scales.
   *
   * @param low the end, finite
   * @param scale a distance over which the integrand changes, correct to a factor of 10
   * @return the rule
   */
  static Quadrature above(Tensor low, Tensor scale) {
    Tensor from = real(low);
    Tensor unit = real(scale).stopGradient();
    Distances d = new Distances(Math.max(from.shape().rank(), unit.shape().rank()));
    return new Quadrature(from.add(unit.mul(d.distances)), unit.mul(d.weights));
  }

  /**
   * The half-line below a point; see {@link #above}.
   *
   * @param high the end, finite
   * @param scale a distance over which the integrand changes, correct to a factor of 10
   * @return the rule
   */
  static Quadrature below(Tensor high, Tensor scale) {
    Tensor to = real(high);
    Tensor unit = real(scale).stopGradient();
    Distances d = new Distances(Math.max(to.shape().rank(), unit.shape().rank()));
    return new Quadrature(to.sub(unit.mul(d.distances)), unit.mul(d.weights));
  }

  /**
   * The real line, in pieces. The breaks are in any order. Each kink of the integrand must be a
   * break, and each peak or point at which it begins to change over a shorter distance should be.
   *
   * @param scale a distance over which the integrand changes beyond the outermost breaks, correct
   *     to a factor of 10
   * @param breaks at least one point; the integral does not depend on them
   * @return the rule
   */
  public static Quadrature line(Tensor scale, Tensor... breaks) {
    List<Tensor> sorted = sorted(breaks);
    Shape batch = sorted.get(0).shape();
    Tensor unit = real(scale);
    batch = batch.broadcast("Quadrature.line", unit.shape());
    Tensor wide = unit.broadcastTo(batch.toLongs());
    List<Quadrature> pieces = new ArrayList<>();
    pieces.add(below(sorted.get(0), wide));
    for (int i = 1; i < sorted.size(); i++) {
      pieces.add(interval(sorted.get(i - 1).add(wide.mul(0)), sorted.get(i)));
    }
    pieces.add(above(sorted.get(sorted.size() - 1), wide));
    return join(pieces);
  }

  /**
   * Expectations under a distribution that is given by its quantiles: nodes are quantiles, and the
   * weights sum to 1. Adapts to any location, scale and tail. Kinks of the integrand, and points at
   * which it changes over a distance much shorter or longer than the distribution, must be breaks.
   *
   * @param batch the batch shape of the distribution
   * @param icdf the quantile function of DOUBLE probabilities
   * @param inverseSurvival the inverse of the survival function
   * @param breaks P(X &lt;= c) and P(X &gt; c) for each point c; the points in any order
   * @return the rule
   */
  public static Quadrature quantiles(
      Shape batch,
      UnaryOperator<Tensor> icdf,
      UnaryOperator<Tensor> inverseSurvival,
      Break... breaks) {
    Shares shares = new Shares(batch.rank());
    Tensor[] lower = sorted(Arrays.stream(breaks).map(Break::cdf)).toArray(Tensor[]::new);
    Tensor[] upper = sorted(Arrays.stream(breaks).map(Break::survival)).toArray(Tensor[]::new);
    int n = breaks.length;
    List<Quadrature> pieces = new ArrayList<>();
    for (int i = 0; i <= n; i++) {
      Tensor below = i == 0 ? null : lower[i - 1];
      Tensor notBelow = i == 0 ? null : upper[n - i];
      Tensor notAbove = i == n ? null : lower[i];
      Tensor above = i == n ? null : upper[n - 1 - i];
      pieces.add(piece(shares, icdf, inverseSurvival, new Piece(below, notBelow, notAbove, above)));
    }
    return join(pieces);
  }

  /**
   * A point at which an expectation is split.
   *
   * @param cdf P(X &lt;= c)
   * @param survival P(X &gt; c)
   */
  public record Break(Tensor cdf, Tensor survival) {
    public Break {
      cdf = real(cdf);
      survival = real(survival);
    }
  }

  /** Probabilities below and not below the lower end, not above and above the upper end. */
  private record Piece(Tensor below, Tensor notBelow, Tensor notAbove, Tensor above) {
    /** The mass between the ends, from the side on which the difference cancels less. */
    Tensor mass() {
      Tensor isLow = notAbove.stopGradient().lt(0.5);
      return Tensor.where(isLow, notAbove.sub(below), notBelow.sub(above))
          .clamp(0, Double.POSITIVE_INFINITY);
    }
  }

  private static Quadrature piece(
      Shares shares,
      UnaryOperator<Tensor> icdf,
      UnaryOperator<Tensor> inverseSurvival,
      Piece given) {
    Tensor zero = Tensor.zeros(DType.DOUBLE);
    Tensor one = Tensor.ones(DType.DOUBLE);
    Piece p =
        new Piece(
            given.below == null ? zero : given.below,
            given.notBelow == null ? one : given.notBelow,
            given.notAbove == null ? one : given.notAbove,
            given.above == null ? zero : given.above);
    Tensor mass = p.mass();
    Tensor lower = p.below.add(mass.mul(shares.below));
    Tensor upper = p.above.add(mass.mul(shares.above));
    Tensor isLower = lower.stopGradient().lt(upper.stopGradient());
    Tensor half = Tensor.fill(DType.DOUBLE, 0.5);
    Tensor nodes =
        Tensor.where(
            isLower,
            icdf.apply(Tensor.where(isLower, lower, half)),
            inverseSurvival.apply(Tensor.where(isLower, half, upper)));
    return new Quadrature(nodes, mass.mul(shares.weights));
  }

  private static Quadrature join(List<Quadrature> pieces) {
    if (pieces.size() == 1) {
      return pieces.get(0);
    }
    Shape batch = Shape.scalar();
    for (Quadrature q : pieces) {
      batch = batch.broadcast("Quadrature", q.nodes.shape().slice(1, q.nodes.shape().rank()));
    }
    List<Tensor> nodes = new ArrayList<>();
    List<Tensor> weights = new ArrayList<>();
    for (Quadrature q : pieces) {
      long[] shape = Shape.of(q.nodes.shape().dim(0)).append(batch).toLongs();
      nodes.add(q.nodes.broadcastTo(shape));
      weights.add(q.weights.broadcastTo(shape));
    }
    return new Quadrature(
        Tensor.concat(0, nodes.toArray(Tensor[]::new)),
        Tensor.concat(0, weights.toArray(Tensor[]::new)));
  }

  private static Tensor real(Tensor x) {
    return x.dtype() == DType.DOUBLE ? x : x.cast(DType.DOUBLE);
  }

  private static List<Tensor> sorted(Tensor... points) {
    return sorted(Arrays.stream(points).map(p -> real(p).stopGradient()));
  }

  /** In ascending order in each element of the batch, by a bubble sort of selections. */
  private static List<Tensor> sorted(Stream<Tensor> points) {
    Tensor[] sorted = points.toArray(Tensor[]::new);
    for (int end = sorted.length - 1; end > 0; end--) {
      for (int i = 0; i < end; i++) {
        Tensor a = sorted[i];
        Tensor b = sorted[i + 1];
        Tensor isAscending = a.stopGradient().le(b.stopGradient());
        sorted[i] = Tensor.where(isAscending, a, b);
        sorted[i + 1] = Tensor.where(isAscending, b, a);
      }
    }
    return List.of(sorted);
  }

  private static Tensor column(double[] values, int batchRank) {
    long[] shape = new long[batchRank + 1];
    Arrays.fill(shape, 1);
    shape[0] = values.length;
    return Tensor.constant(values, shape);
  }

  /** Shares s and 1 - s of an interval, s = sigmoid(sinh t). */
  private static final class Shares {
    private final Tensor below;
    private final Tensor above;
    private final Tensor weights;

    Shares(int batchRank) {
      int half = (int) Math.round(SHARE_REACH / SHARE_STEP);
      int n = 2 * half + 1;
      double[][] columns = new double[3][n];
      for (int i = 0; i < n; i++) {
        double t = (i - half) * SHARE_STEP;
        double lower = 1 / (1 + Math.exp(-Math.sinh(t)));
        double upper = 1 / (1 + Math.exp(Math.sinh(t)));
        columns[0][i] = lower;
        columns[1][i] = upper;
        columns[2][i] = SHARE_STEP * Math.cosh(t) * lower * upper;
      }
      below = column(columns[0], batchRank);
      above = column(columns[1], batchRank);
      weights = column(columns[2], batchRank);
    }
  }

  /** Distances d = exp(sinh t) from the end of a half-line. */
  private static final class Distances {
    private final Tensor distances;
    private final Tensor weights;

    Distances(int batchRank) {
      int from = (int) Math.round(-5.3 / HALF_LINE_STEP);
      int to = (int) Math.round(5 / HALF_LINE_STEP);
      double[][] columns = new double[2][to - from + 1];
      for (int i = from; i <= to; i++) {
        double t = i * HALF_LINE_STEP;
        columns[0][i - from] = Math.exp(Math.sinh(t));
        columns[1][i - from] = HALF_LINE_STEP * Math.cosh(t) * columns[0][i - from];
      }
      distances = column(columns[0], batchRank);
      weights = column(columns[1], batchRank);
    }
  }
}
