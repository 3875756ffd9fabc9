/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.distribution.numerics.LogitNormalMoments;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * A normal distribution mapped to the simplex of n + 1 coordinates by stick breaking, like
 * PyTorch's distribution of this name: with t[i] = loc[i] + scale[i] z[i], z standard normal, piece
 * i is sigmoid(t[i] - ln(n - i)) of what remains after the pieces 0, ..., i - 1, and y[n] is the
 * remainder. Thus t = 0 maps to the centre of the simplex. Except for n = 1 this is not the
 * additive logistic transform softmax(t, 0) of J. Aitchison and S. M. Shen (1980).
 *
 * <p>The density with respect to the first n coordinates is the density of t divided by the product
 * of all n + 1 coordinates of y: dy[i]/dt[i] is y[i] R[i+1] / R[i], with the remainder R[i] = y[i]
 * + ... + y[n], and the product telescopes. Moments and entropy have no closed form and are found
 * by quadrature; the mode is not implemented.
 */
public final class LogisticNormal implements Reparameterized {
  private final Tensor loc;
  private final Tensor scale;
  private final Shape wide;

  private LogisticNormal(Tensor loc, Tensor scale, Shape wide) {
    this.loc = loc;
    this.scale = scale;
    this.wide = wide;
  }

  /**
   * A batch of logistic normal distributions.
   *
   * @param loc mean of t, [..., n]
   * @param scale standard deviation of t, &gt; 0, [..., n]
   * @return the distribution of events [n + 1]; the batch shape is that to which the axes before
   *     the last broadcast
   * @throws IllegalArgumentException if shapes do not fit, dtypes differ or a scalar parameter is
   *     out of range
   */
  public static LogisticNormal of(Tensor loc, Tensor scale) {
    Errors.given("LogisticNormal.of", "loc", loc);
    Errors.given("LogisticNormal.of", "scale", scale);
    String where = "LogisticNormal.of";
    Shape l = loc.shape();
    Shape s = scale.shape();
    if (l.rank() < 1 || s.rank() < 1 || l.dim(-1) != s.dim(-1)) {
      throw Errors.argument(where, "loc and scale must be [..., n]", l + " and " + s, null);
    }
    Shape wide = Parameters.batchShape(where, loc, scale);
    return new LogisticNormal(
        Parameters.finite(where, "loc", loc), Parameters.positive(where, "scale", scale), wide);
  }

  // ---- parameters

  /** {@return the mean of t, before broadcasting} */
  public Tensor loc() {
    return loc;
  }

  /** {@return the standard deviation of t, before broadcasting} */
  public Tensor scale() {
    return scale;
  }

  @Override
  public DType dtype() {
    return loc.dtype();
  }

  @Override
  public Shape batchShape() {
    return wide.slice(0, wide.rank() - 1);
  }

  @Override
  public Shape eventShape() {
    return Shape.of(pieces() + 1L);
  }

  private int pieces() {
    return wide.dim(-1);
  }

  @Override
  public LogisticNormal expand(long... batchShape) {
    Shape larger = EventShapes.larger("LogisticNormal.expand", batchShape(), batchShape);
    Shape all = larger.append(Shape.of(pieces()));
    return new LogisticNormal(loc.broadcastTo(all), scale, all);
  }

  // ---- support

  @Override
  public Constraint support() {
    return Constraint.Structured.SIMPLEX;
  }

  // ---- samples

  @Override
  public Tensor rsample(long... sampleShape) {
    return logValue(noise(sampleShape)).exp();
  }

  /**
   * The log-density is computed from z and the logarithms of y and stays accurate where y rounds to
   * 0.
   */
  @Override
  public SampleWithLogProb rsampleAndLogProb(long... sampleShape) {
    Tensor z = noise(sampleShape);
    Tensor logValue = logValue(z);
    return new SampleWithLogProb(logValue.exp(), logDensity(z, logValue));
  }

  private Tensor noise(long... sampleShape) {
    return Noise.standardNormal(dtype(), Shape.of(sampleShape).append(wide).toLongs());
  }

  private Tensor logValue(Tensor z) {
    Tensor t = loc.add(scale.mul(z)).sub(offsets());
    Tensor first = Tensor.zeros(dtype(), t.slice(-1, 0, 1).shape().toLongs());
    Tensor logLeft = Tensor.concat(-1, first, t.neg().logSigmoid().cumsum(-1));
    int n = pieces();
    Tensor logPieces = logLeft.slice(-1, 0, n).add(t.logSigmoid());
    return Tensor.concat(-1, logPieces, logLeft.slice(-1, n, n + 1));
  }

  /** ln(n - i), so that t = 0 maps to the centre. */
  private Tensor offsets() {
    double[] logs = IntStream.range(0, pieces()).mapToDouble(i -> Math.log(pieces() - i)).toArray();
    return Tensor.vector(logs).cast(dtype());
  }

  // ---- density

  /**
   * The remainders of the stick are summed from its end, for accuracy. At the boundary of the
   * simplex the density is 0.
   */
  @Override
  public Tensor logProb(Tensor value) {
    Errors.given("LogisticNormal.logProb", "value", value);
    int n = pieces();
    int[] fromEnd = IntStream.range(0, n).map(i -> n - i).toArray();
    int[] backwards = IntStream.range(0, n).map(i -> n - 1 - i).toArray();
    Tensor left = value.gather(-1, fromEnd).cumsum(-1).gather(-1, backwards);
    Tensor logit = value.slice(-1, 0, n).log().sub(left.log()).add(offsets());
    Tensor density = logDensity(logit.sub(loc).div(scale), value.log());
    Tensor isInside = value.stopGradient().min(-1).gt(0);
    Tensor none = Tensor.fill(dtype(), Double.NEGATIVE_INFINITY);
    return support().restrict(value, Tensor.where(isInside, density, none));
  }

  private Tensor logDensity(Tensor z, Tensor logValue) {
    Tensor logScale = scale.log().sum(-1).add(pieces() * ReparamGaussian.HALF_LOG_TWO_PI);
    return z.square().sum(-1).mul(-0.5).sub(logValue.sum(-1)).sub(logScale);
  }

  // ---- moments

  /**
   * {@inheritDoc} A product of means over the pieces, which are independent; each by quadrature, to
   * 1e-12.
   */
  @Override
  public Tensor mean() {
    LogitNormalMoments piece = pieceMoments();
    return product(piece.mean(), piece.mirrored().mean());
  }

  /** {@inheritDoc} From the means of squares, as {@link #mean}. */
  @Override
  public Tensor variance() {
    LogitNormalMoments piece = pieceMoments();
    LogitNormalMoments rest = piece.mirrored();
    return productVariance(piece, rest);
  }

  private LogitNormalMoments pieceMoments() {
    return LogitNormalMoments.of(loc.broadcastTo(wide).sub(offsets()), scale.broadcastTo(wide));
  }

  /** From the factor of each piece and that of what each leaves. */
  private Tensor product(Tensor piece, Tensor rest) {
    return doubleProduct(piece, rest).cast(dtype());
  }

  private static Tensor doubleProduct(Tensor piece, Tensor rest) {
    int n = piece.shape().dim(-1);
    Tensor left = Tensor.ones(DType.DOUBLE, piece.slice(-1, 0, 1).shape().toLongs());
    Tensor[] factors = new Tensor[n + 1];
    for (int i = 0; i < n; i++) {
      factors[i] = left.mul(piece.slice(-1, i, i + 1));
      left = left.mul(rest.slice(-1, i, i + 1));
    }
    factors[n] = left;
    return Tensor.concat(-1, factors);
  }

  /**
   * The variance of a product of independent a and b, var a E b^2 + (E a)^2 var b, from the first
   * factor on: no difference of large terms.
   */
  private Tensor productVariance(LogitNormalMoments piece, LogitNormalMoments rest) {
    Tensor variance = piece.variance(); // of the share and of what it leaves
    Tensor mean = piece.mean();
    Tensor square = piece.meanOfSquare();
    Tensor meanRest = rest.mean();
    Tensor squareRest = rest.meanOfSquare();
    int n = pieces();
    long[] one = mean.slice(-1, 0, 1).shape().toLongs();
    Tensor leftMean = Tensor.ones(DType.DOUBLE, one);
    Tensor leftVariance = Tensor.zeros(DType.DOUBLE, one);
    Tensor[] variances = new Tensor[n + 1];
    for (int i = 0; i < n; i++) {
      Tensor v = variance.slice(-1, i, i + 1);
      Tensor before = leftMean.square();
      variances[i] = leftVariance.mul(square.slice(-1, i, i + 1)).add(before.mul(v));
      leftVariance = leftVariance.mul(squareRest.slice(-1, i, i + 1)).add(before.mul(v));
      leftMean = leftMean.mul(meanRest.slice(-1, i, i + 1));
    }
    variances[n] = leftVariance;
    return Tensor.concat(-1, variances).cast(dtype());
  }

  // ---- entropy

  /** {@inheritDoc} That of t, and the sum of E ln y by quadrature, to 1e-12. */
  @Override
  public Tensor entropy() {
    LogitNormalMoments piece = pieceMoments();
    int n = pieces();
    double[] after = IntStream.range(0, n).mapToDouble(i -> n - i).toArray();
    Tensor logs =
        piece.mirrored().meanOfSoftplus().add(piece.meanOfSoftplus().mul(Tensor.vector(after)));
    Tensor normal =
        scale.cast(DType.DOUBLE).broadcastTo(wide).log().add(ReparamGaussian.HALF_LOG_TWO_PI + 0.5);
    return normal.sub(logs).sum(-1).cast(dtype());
  }

  // ---- divergences

  static KlRules<LogisticNormal> divergences() {
    return KlRules.from(LogisticNormal.class)
        .to(
            LogisticNormal.class,
            (p, q) -> Normal.divergence(p.loc, p.scale, q.loc, q.scale).sum(-1));
  }

  @Override
  public String toString() {
    return "LogisticNormal batch " + batchShape() + " event " + eventShape() + " " + dtype();
  }
}
