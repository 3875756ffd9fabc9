/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;

/**
 * The standard normal distribution on an interval [a, b], mirrored where a + b &lt; 0, so that the
 * density is greatest at the near end or between the ends. Three cases:
 *
 * <ul>
 *   <li>a tail, where 0 lies outside: positions are distances y from the near end, densities
 *       relative to the density there ({@link NormalTail});
 *   <li>a narrow interval, on which the density changes little: positions and densities as in a
 *       tail, so that derivatives are those of the small change;
 *   <li>a centre, where 0 lies inside: positions are t, densities relative to the density at 0.
 * </ul>
 *
 * @param near the end with the smaller |t|, negated where mirrored
 * @param far the other end, negated where mirrored
 * @param width b - a, given because the difference may cancel
 * @param isMirrored 1 where t is negated
 */
public record TruncatedStandardNormal(Tensor near, Tensor far, Tensor width, Tensor isMirrored) {
  /** Up to this change of the exponent, eight nodes are exact to rounding. */
  private static final double NARROW = 0.5;

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

  /** Where 0 lies outside. */
  public Tensor isTail() {
    return near.stopGradient().gt(0);
  }

  /** Where positions are distances from the near end. */
  public Tensor isRelative() {
    return isTail().maximum(isNarrow(NARROW));
  }

  /** Whether the exponent of the density changes by less than about a limit. */
  private Tensor isNarrow(double limit) {
    Tensor w = width.stopGradient();
    return w.mul(near.stopGradient().abs().add(w)).lt(limit);
  }

  /** The position of the near end. */
  public Tensor start() {
    return Tensor.where(isRelative(), Tensor.zeros(near.dtype()), near);
  }

  /** The position of the far end. */
  public Tensor end() {
    return Tensor.where(isRelative(), width, far);
  }

  /** Minus the exponent of the relative density at a position: y (near + y / 2) or t^2 / 2. */
  public Tensor fall(Tensor position) {
    Tensor half = position.mul(0.5);
    return position.mul(Tensor.where(isRelative(), near.add(half), half));
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
    GaussLegendre rule = GaussLegendre.of(start(), start().add(width), 1);
    Tensor narrow = rule.mean(fall(rule.positions()).neg().exp()).log();
    Tensor wide = Tensor.where(isTail(), tail, centre).add(scale.log());
    return Tensor.where(isNarrow(NARROW), narrow.add(length.log()), wide);
  }

  private static Tensor erf(Tensor t) {
    return t.mul(Math.sqrt(0.5)).erf();
  }

  // ---- distribution function and quantile

  /**
   * The integral of the relative density between two positions. All terms are positive.
   *
   * @param from the first position
   * @param to the second one, not less
   * @param distance to - from, given because the difference may cancel
   */
  public Tensor mass(Tensor from, Tensor to, Tensor distance) {
    return new Part(from, to, distance).mass();
  }

  /**
   * The share of the mass between two positions. On a narrow interval a ratio of lengths times a
   * ratio of mean densities: the scale, by which both lengths are divided, does not enter.
   *
   * @param from the first position
   * @param to the second one, not less
   * @param distance to - from, given because the difference may cancel
   * @param fraction the distance as a fraction of the width
   */
  public Tensor share(Tensor from, Tensor to, Tensor distance, Tensor fraction) {
    Part part = new Part(from, to, distance);
    Part whole = new Part(start(), end(), width);
    Tensor narrow = fraction.mul(part.height().div(whole.height()));
    return Tensor.where(isNarrow(NARROW), narrow, part.mass().div(whole.mass()));
  }

  /** The logarithm of {@link #share}, without underflow. */
  public Tensor logShare(Tensor from, Tensor to, Tensor distance, Tensor fraction) {
    Part part = new Part(from, to, distance);
    Part whole = new Part(start(), end(), width);
    Tensor narrow = fraction.log().add(part.logHeight().sub(whole.logHeight()));
    return Tensor.where(isNarrow(NARROW), narrow, part.logMass().sub(whole.logMass()));
  }

  /** A part of the interval. */
  private final class Part {
    private final Tensor distance;
    private final Tensor isNarrow;

    /** The mean density on a narrow part, relative to that at its start. */
    private final Tensor average;

    private final Tensor fallAtStart;

    /** The integral where 0 lies inside. */
    private final Tensor across;

    private final Tensor isAcross;

    /** The |t| and the exponent where the density is greatest; the decay to the other end. */
    private final Tensor nearest;

    private final Tensor fallThere;
    private final Tensor decay;

    Part(Tensor from, Tensor to, Tensor length) {
      DType dtype = near.dtype();
      distance = length.minimum(dtype == DType.FLOAT ? 1e18 : 1e150);
      Tensor zero = Tensor.zeros(dtype);
      Tensor isLeft = to.stopGradient().lt(0);
      isAcross =
          from.stopGradient().lt(0).mul(to.stopGradient().ge(0)).mul(isRelative().neg().add(1));
      Tensor side = Tensor.where(isLeft, to.neg(), Tensor.where(isAcross, zero, from));
      nearest = Tensor.where(isTail(), near.add(from), Tensor.where(isRelative(), zero, side));
      fallThere = fall(Tensor.where(isRelative(), from, side));
      Tensor at = distance.stopGradient();
      Tensor change = at.mul(nearest.stopGradient().add(at));
      isNarrow = change.lt(NARROW).maximum(at.eq(0)).maximum(isNarrow(NARROW));
      fallAtStart = fall(from);
      Tensor slope = Tensor.where(isRelative(), near.add(from), from);
      average =
          GaussLegendre.mean(
              share -> {
                Tensor y = distance.mul(share);
                return y.multiplyNoNan(slope.add(y.mul(0.5))).neg().exp();
              });
      across = erf(to).sub(erf(from)).mul(Math.sqrt(Math.PI / 2));
      decay = NormalTail.decay(nearest, distance).neg();
    }

    Tensor mass() {
      Tensor hazard = NormalTail.hazard(nearest);
      // Far out, the derivative of expm1 loses that of exp.
      Tensor isFar = decay.stopGradient().lt(-1);
      Tensor share = Tensor.where(isFar, decay.exp().neg().add(1), decay.expm1().neg());
      Tensor tail = fallThere.neg().exp().mul(share).div(hazard);
      Tensor wide = Tensor.where(isAcross, across, tail);
      return Tensor.where(isNarrow, distance.mul(height()), wide);
    }

    /** The mean relative density on a narrow part. */
    Tensor height() {
      return fallAtStart.neg().exp().mul(average);
    }

    Tensor logMass() {
      Tensor hazard = NormalTail.hazard(nearest).log();
      Tensor tail = decay.log1mexp().sub(fallThere).sub(hazard);
      Tensor wide = Tensor.where(isAcross, across.log(), tail);
      return Tensor.where(isNarrow, distance.log().add(logHeight()), wide);
    }

    Tensor logHeight() {
      return average.log().sub(fallAtStart);
    }
  }

  /**
   * The distance from an end at which a small mass is reached, by the series of the inverse of the
   * integral of exp(-n y - y^2 / 2).
   *
   * @param mass the mass over the density at the end
   * @param n the slope: near, or -far for the far end
   */
  public Tensor distanceOfSmall(Tensor mass, Tensor n) {
    Tensor a = n.mul(mass);
    Tensor square = mass.square();
    Tensor sum = a.square().mul(6).add(square.mul(7)).mul(a).div(24);
    sum = sum.add(a.square().mul(2).add(square).div(6)).add(a.mul(0.5));
    return sum.add(1).mul(mass);
  }

  /** Where {@link #distanceOfSmall} is exact to rounding. */
  public Tensor isSmall(Tensor mass, Tensor n) {
    double limit = near.dtype() == DType.FLOAT ? 1e-2 : 1e-4;
    return mass.stopGradient().mul(n.stopGradient().abs().add(1)).lt(limit);
  }

  /**
   * The position of the quantile of a share of the mass.
   *
   * @param share the share
   * @param rest 1 - share
   */
  public Tensor position(Tensor share, Tensor rest) {
    Tensor below = near.ndtr().mul(rest).add(far.ndtr().mul(share));
    Tensor above = near.neg().ndtr().mul(rest).add(far.neg().ndtr().mul(share));
    Tensor isLeft = below.stopGradient().lt(0.5);
    Tensor quantile = Tensor.where(isLeft, below, above).ndtri();
    Tensor t = Tensor.where(isLeft, quantile, quantile.neg());
    Tensor centre = Tensor.where(isRelative(), t.sub(near), t);
    Tensor end = NormalTail.decay(near, width).neg();
    Tensor small = share.mul(end.expm1()).log1p();
    Tensor large = rest.add(share.mul(end.exp())).log();
    Tensor decay = Tensor.where(share.stopGradient().lt(0.5), small, large).neg();
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
   * Moments of the position.
   *
   * @param mean the mean position
   * @param standardDeviation the standard deviation of the position
   * @param meanFall the mean of {@link #fall}
   */
  public record Moments(Tensor mean, Tensor standardDeviation, Tensor meanFall) {}

  /** The moments by Gauss-Legendre sums. */
  public Moments moments() {
    Tensor zero = Tensor.zeros(near.dtype());
    Tensor start = Tensor.where(isRelative(), zero, near.maximum(-MAX_DISTANCE));
    Tensor reach = NormalTail.hazard(near).reciprocal().mul(MAX_DECAY);
    Tensor end = Tensor.where(isRelative(), width.minimum(reach), far.minimum(MAX_DISTANCE));
    GaussLegendre rule = GaussLegendre.of(start, end, 24);
    Tensor fall = fall(rule.positions());
    Tensor height = rule.weights().mul(fall.neg().exp());
    Tensor density = height.div(height.sum(0));
    Tensor mean = density.mul(rule.fractions()).sum(0);
    Tensor variance = density.mul(rule.fractions().sub(mean).square()).sum(0);
    Tensor length = end.sub(start);
    return new Moments(
        start.add(length.mul(mean)), length.mul(variance.sqrt()), density.mul(fall).sum(0));
  }
}
