/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;

/**
 * The standard normal distribution on an interval [a, b], mirrored where a + b &lt; 0, so that the
 * density is greatest at the near end or between the ends. Three cases:
 *
 * <ul>
 *   <li>a tail, where 0 lies outside: positions are distances y from the near end, densities
 *       relative to the density there ({@link NormalTail});
 *   <li>a centre, where 0 lies inside: positions are t, densities relative to the density at 0;
 *   <li>a narrow interval of either kind, on which the density changes little.
 * </ul>
 *
 * @param near the end with the smaller |t|, negated where mirrored
 * @param far the other end, negated where mirrored
 * @param width b - a, given because the difference may cancel
 * @param isMirrored 1 where t is negated
 */
public record TruncatedStandardNormal(Tensor near, Tensor far, Tensor width, Tensor isMirrored) {
  private static final double[] NODES = {
    0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363
  };
  private static final double[] WEIGHTS = {
    0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763
  };

  /**
   * Beyond this distance from 0 the mass is negligible; likewise beyond a decay of {@code
   * MAX_DECAY}.
   */
  private static final double MAX_DISTANCE = 9.5;

  private static final double MAX_DECAY = 45;

  public static TruncatedStandardNormal of(Tensor a, Tensor b, Tensor width) {
    Tensor mirrored = a.add(b).stopGradient().lt(0);
    return new TruncatedStandardNormal(
        Tensor.where(mirrored, b.neg(), a), Tensor.where(mirrored, a.neg(), b), width, mirrored);
  }

  public Tensor isTail() {
    return near.stopGradient().gt(0);
  }

  /** Whether the exponent of the density changes by less than about a limit. */
  private Tensor isNarrow(double limit) {
    Tensor w = width.stopGradient();
    return w.mul(near.stopGradient().abs().add(w)).lt(limit);
  }

  /**
   * Minus the exponent of the relative density: y (near + y / 2) in a tail, t^2 / 2 in a centre.
   */
  public Tensor fall(Tensor y, Tensor t) {
    return Tensor.where(isTail(), y.mul(near.add(y.mul(0.5))), t.square().mul(0.5));
  }

  private Tensor fall(Tensor position) {
    return fall(position, position);
  }

  /**
   * The logarithm of the integral of the relative density, times a scale.
   *
   * @param scale the scale
   * @param length scale times width
   */
  public Tensor logIntegral(Tensor scale, Tensor length) {
    Tensor tail = NormalTail.decay(near, width).neg().log1mexp().sub(NormalTail.hazard(near).log());
    Tensor centre = erf(far).sub(erf(near)).mul(Math.sqrt(Math.PI / 2)).log();
    Tensor start = Tensor.where(isTail(), Tensor.zeros(near.dtype()), near);
    Panels panels = new Panels(start, start.add(width), 1);
    Tensor narrow = panels.weights.mul(fall(panels.positions).neg().exp()).sum(0).log();
    Tensor wide = Tensor.where(isTail(), tail, centre).add(scale.log());
    return Tensor.where(isNarrow(0.5), narrow.add(length.log()), wide);
  }

  private static Tensor erf(Tensor t) {
    return t.mul(Math.sqrt(0.5)).erf();
  }

  // ---- distribution function and quantile

  /** The share of the mass between the near end and the point at distance y and position t. */
  public Tensor share(Tensor y, Tensor t) {
    Tensor tail = massOfTail(y).div(massOfTail(width));
    Tensor all = erf(far).sub(erf(near)).mul(0.5);
    Tensor below =
        Tensor.where(
            t.stopGradient().lt(-1), t.ndtr().sub(near.ndtr()), erf(t).sub(erf(near)).mul(0.5));
    return Tensor.where(isTail(), tail, below.div(all));
  }

  /** The integral of the relative density up to y, times the hazard at the near end. */
  private Tensor massOfTail(Tensor y) {
    Tensor at = y.stopGradient();
    Tensor isNarrow = at.mul(near.stopGradient().add(at)).lt(0.5);
    Tensor narrow = Tensor.zeros(near.dtype());
    for (int i = 0; i < 2 * NODES.length; i++) {
      double node = NODES[i / 2] * (i % 2 == 0 ? 1 : -1);
      Tensor part = y.mul(0.5 + 0.5 * node);
      Tensor height = part.mul(near.add(part.mul(0.5))).neg().exp();
      narrow = narrow.add(height.mul(0.5 * WEIGHTS[i / 2]));
    }
    Tensor wide = NormalTail.decay(near, y).neg().expm1().neg();
    return Tensor.where(isNarrow, narrow.mul(y).mul(NormalTail.hazard(near)), wide);
  }

  /**
   * The quantile of a share of the mass: the distance y from the near end in a tail, else t.
   *
   * @param share the share
   * @param e -ln(1 - share)
   */
  public Tensor position(Tensor share, Tensor e) {
    Tensor rest = e.neg().exp();
    Tensor below = near.ndtr().mul(rest).add(far.ndtr().mul(share));
    Tensor above = near.neg().ndtr().mul(rest).add(far.neg().ndtr().mul(share));
    Tensor isLeft = below.stopGradient().lt(0.5);
    Tensor quantile = Tensor.where(isLeft, below, above).ndtri();
    Tensor centre = Tensor.where(isLeft, quantile, quantile.neg());
    Tensor end = NormalTail.decay(near, width).neg();
    Tensor small = share.mul(end.expm1()).log1p();
    Tensor large = e.neg().logAddExp(end.add(e.neg().log1mexp()));
    Tensor decay = Tensor.where(e.stopGradient().lt(1), small, large).neg();
    return Tensor.where(isTail(), NormalTail.distance(near, decay), centre);
  }

  /** Where {@link #fraction} is exact to rounding and {@link #position} would lose accuracy. */
  public Tensor isVeryNarrow() {
    Tensor w = width.stopGradient();
    return isNarrow(0.02).mul(w.lt(near.dtype() == DType.FLOAT ? 1e-3 : 1e-5));
  }

  /** The quantile of a share of the mass as a fraction of the width, for a very narrow interval. */
  public Tensor fraction(Tensor share) {
    Tensor slope = near.add(width.mul(0.5)).mul(width);
    ExponentialTilt tilt = new ExponentialTilt(slope.neg(), slope.neg());
    return tilt.quantile(share, share);
  }

  // ---- moments

  /**
   * Moments of the position: of y in a tail, else of t.
   *
   * @param mean the mean position
   * @param standardDeviation the standard deviation of the position
   * @param meanFall the mean of {@link #fall}
   */
  public record Moments(Tensor mean, Tensor standardDeviation, Tensor meanFall) {}

  /** The moments by Gauss-Legendre sums. */
  public Moments moments() {
    Tensor zero = Tensor.zeros(near.dtype());
    Tensor start = Tensor.where(isTail(), zero, near.maximum(-MAX_DISTANCE));
    Tensor reach = NormalTail.hazard(near).reciprocal().mul(MAX_DECAY);
    Tensor end = Tensor.where(isTail(), width.minimum(reach), far.minimum(MAX_DISTANCE));
    Panels panels = new Panels(start, end, 24);
    Tensor fall = fall(panels.positions);
    Tensor height = panels.weights.mul(fall.neg().exp());
    Tensor density = height.div(height.sum(0));
    Tensor mean = density.mul(panels.fractions).sum(0);
    Tensor variance = density.mul(panels.fractions.sub(mean).square()).sum(0);
    Tensor length = end.sub(start);
    return new Moments(
        start.add(length.mul(mean)), length.mul(variance.sqrt()), density.mul(fall).sum(0));
  }

  /**
   * Composite Gauss-Legendre rule of eight nodes a panel along a new first axis; weights sum to 1.
   */
  private static final class Panels {
    private final Tensor fractions;
    private final Tensor positions;
    private final Tensor weights;

    Panels(Tensor start, Tensor end, int count) {
      int n = 2 * NODES.length;
      double[] nodes = new double[n * count];
      double[] weights = new double[n * count];
      for (int i = 0; i < nodes.length; i++) {
        int panel = i / n;
        int k = i % n / 2;
        nodes[i] = (panel + 0.5 + 0.5 * NODES[k] * (i % 2 == 0 ? 1 : -1)) / count;
        weights[i] = 0.5 * WEIGHTS[k] / count;
      }
      Tensor length = end.sub(start);
      long[] shape = new long[length.shape().rank() + 1];
      Arrays.fill(shape, 1);
      shape[0] = nodes.length;
      DType dtype = start.dtype();
      fractions = Tensor.constant(nodes, shape).cast(dtype);
      positions = start.add(length.mul(fractions));
      this.weights = Tensor.constant(weights, shape).cast(dtype);
    }
  }
}
