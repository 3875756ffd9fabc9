/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.numerics;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;

/**
 * Expectations of s = sigmoid(y) and of softplus(y), where y = loc + scale z is normally
 * distributed, in DOUBLE, to 1e-13. They are differentiable by loc and scale.
 *
 * <p>For small scales they are sums over z by the trapezoidal rule. For large ones sigmoid(y) is
 * P(l &lt;= y) of a standard logistic variable l, so that E s = E Phi((loc - l) / scale): sums over
 * l by the double exponential rule. All terms are positive: the relative error is small where the
 * value is tiny too.
 */
public final class LogitNormalMoments {
  /** Up to this scale the sums run over z; there the poles of the sigmoid are far enough. */
  private static final double LARGE = 2;

  private static final double NORMAL_STEP = 0.25;
  private static final double NORMAL_REACH = 16;
  private static final double LOGISTIC_STEP = 0.08;
  private static final double LOGISTIC_REACH = 6.4;

  private final Tensor loc;
  private final Tensor scale;

  private LogitNormalMoments(Tensor loc, Tensor scale) {
    this.loc = loc;
    this.scale = scale;
  }

  /**
   * Of a batch.
   *
   * @param loc mean of y
   * @param scale standard deviation of y
   * @return the moments; parameters are cast to DOUBLE
   */
  public static LogitNormalMoments of(Tensor loc, Tensor scale) {
    return new LogitNormalMoments(loc.cast(DType.DOUBLE), scale.cast(DType.DOUBLE));
  }

  /** The moments of -y, for which sigmoid(-y) is 1 - s. */
  public LogitNormalMoments mirrored() {
    return new LogitNormalMoments(loc.neg(), scale);
  }

  private Tensor isLarge() {
    return scale.stopGradient().gt(LARGE);
  }

  /** {@return E s} */
  public Tensor mean() {
    return power(1, Tensor::sigmoid, (t, share) -> t.ndtr());
  }

  /** {@return E s^2} */
  public Tensor meanOfSquare() {
    // P(max(l1, l2) <= y) with the density 2 F f of the maximum
    return power(2, y -> y.sigmoid().square(), (t, share) -> t.ndtr().mul(share).mul(2));
  }

  /**
   * E s^k. In the far lower tail of a large scale as e^(k loc + k^2 scale^2 / 2) E sigmoid(-y)^k
   * with y of the mean loc + k scale^2, because s is e^y sigmoid(-y).
   */
  private Tensor power(int k, UnaryOperator<Tensor> ofY, BiFunction<Tensor, Tensor, Tensor> ofT) {
    Tensor rise = scale.square().mul(k);
    Tensor isTail = isLarge().mul(loc.add(rise).stopGradient().lt(0));
    Tensor shifted = Tensor.where(isTail, loc.add(rise).neg(), loc);
    Tensor rest = new LogitNormalMoments(shifted, scale).select(ofY, ofT);
    Tensor factor = loc.add(rise.mul(0.5)).mul(k).exp();
    return Tensor.where(isTail, factor.mul(rest), rest);
  }

  /** {@return E softplus(y)} */
  public Tensor meanOfSoftplus() {
    // softplus(y) is the mean of max(y - l, 0)
    return select(
        Tensor::softplus, (t, share) -> t.mul(t.ndtr()).add(density(t)).mul(moderate(scale, true)));
  }

  /**
   * The variance of s; of the side where s is small, because that of 1 - s is the same. For small
   * scales from s - sigmoid(loc) = -sigmoid(y) sigmoid(-loc) expm1(-scale z).
   *
   * @return the variance
   */
  public Tensor variance() {
    Tensor lower = Tensor.where(loc.stopGradient().gt(0), loc.neg(), loc);
    LogitNormalMoments side = new LogitNormalMoments(lower, scale);
    Tensor large = side.meanOfSquare().sub(side.mean().square());
    Tensor z = normalNodes();
    Tensor move = moderate(scale, false).mul(z);
    Tensor distance = lower.add(move).sigmoid().mul(move.neg().expm1().neg());
    Tensor mean = normalSum(distance);
    Tensor spread = normalSum(distance.sub(mean).square());
    return Tensor.where(isLarge(), large, spread.mul(lower.neg().sigmoid().square()));
  }

  /** The sum for small scales from the function of y, or for large ones from that of t and F(l). */
  private Tensor select(UnaryOperator<Tensor> ofY, BiFunction<Tensor, Tensor, Tensor> ofT) {
    Tensor small = normalSum(ofY.apply(loc.add(moderate(scale, false).mul(normalNodes()))));
    Tensor t = loc.sub(logistic(0)).div(moderate(scale, true));
    Tensor large = logistic(2).mul(ofT.apply(t, logistic(1))).sum(0);
    return Tensor.where(isLarge(), large, small);
  }

  /** The scale where it is used, elsewhere {@link #LARGE}. */
  private Tensor moderate(Tensor scale, boolean ifLarge) {
    Tensor limit = Tensor.fill(DType.DOUBLE, LARGE);
    return ifLarge ? Tensor.where(isLarge(), scale, limit) : Tensor.where(isLarge(), limit, scale);
  }

  private static Tensor density(Tensor t) {
    return t.square().mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
  }

  private Tensor normalNodes() {
    return column(i -> i * NORMAL_STEP, (int) (NORMAL_REACH / NORMAL_STEP));
  }

  private Tensor normalSum(Tensor terms) {
    int half = (int) (NORMAL_REACH / NORMAL_STEP);
    double scale = NORMAL_STEP / Math.sqrt(2 * Math.PI);
    Tensor weights = column(i -> scale * Math.exp(-0.5 * i * NORMAL_STEP * i * NORMAL_STEP), half);
    return weights.mul(terms).sum(0);
  }

  /** Nodes l = sinh t, their F(l) and their weights. */
  private Tensor logistic(int column) {
    int half = (int) (LOGISTIC_REACH / LOGISTIC_STEP);
    return column(
        i -> {
          double l = Math.sinh(i * LOGISTIC_STEP);
          double below = 1 / (1 + Math.exp(-l));
          double above = 1 / (1 + Math.exp(l));
          double weight = LOGISTIC_STEP * Math.cosh(i * LOGISTIC_STEP) * below * above;
          return column == 0 ? l : column == 1 ? below : weight;
        },
        half);
  }

  private Tensor column(IntToDoubleFunction f, int half) {
    double[] values = new double[2 * half + 1];
    for (int i = -half; i <= half; i++) {
      values[i + half] = f.applyAsDouble(i);
    }
    long[] shape = new long[Math.max(loc.shape().rank(), scale.shape().rank()) + 1];
    Arrays.fill(shape, 1);
    shape[0] = values.length;
    return Tensor.constant(values, shape);
  }
}
