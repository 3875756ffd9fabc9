/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Categorical;
import io.github.reparam4j.distribution.ContinuousBernoulli;
import io.github.reparam4j.distribution.Discretized;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Logistic;
import io.github.reparam4j.distribution.Mixture;
import io.github.reparam4j.distribution.NegativeBinomial;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Poisson;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.Function;

/**
 * Likelihoods p(x | z) from the columns that a decoder network gives for each code: the last
 * argument of {@link LatentVariableModel#of}. Each is a distribution of single numbers; any
 * function from [..., r] to a distribution will do in their place.
 *
 * <pre>{@code
 * Tensor logDensity = Likelihoods.gaussian(0.1).apply(decoder.apply(z)).logProb(x);   // [K, n, d]
 * }</pre>
 */
public final class Likelihoods {
  private Likelihoods() {}

  /**
   * Bits by their logits. Grey values in [0, 1] are refused: they have no Bernoulli likelihood; see
   * {@link #continuousBernoulli}, or {@link Vae} for the usual loss.
   *
   * @return from logits [..., d]
   */
  public static Function<Tensor, Distribution> bernoulli() {
    return Bernoulli::fromLogits;
  }

  /**
   * Numbers in [0, 1] by the logits of continuous Bernoulli distributions (G. Loaiza-Ganem, J.
   * Cunningham, NeurIPS 2019): the normalised density that the Bernoulli loss of grey values lacks.
   *
   * @return from logits [..., d]
   */
  public static Function<Tensor, Distribution> continuousBernoulli() {
    return ContinuousBernoulli::fromLogits;
  }

  /**
   * Normal numbers of one fixed standard deviation.
   *
   * @param standardDeviation sigma, finite and positive
   * @return from means [..., d]
   * @throws IllegalArgumentException if sigma is out of range
   */
  public static Function<Tensor, Distribution> gaussian(double standardDeviation) {
    if (!(standardDeviation > 0 && standardDeviation < Double.POSITIVE_INFINITY)) {
      throw Errors.argument(
          "Likelihoods.gaussian",
          "standard deviation must be finite and positive",
          standardDeviation,
          null);
    }
    return mean -> Normal.of(mean, Tensor.fill(mean.dtype(), standardDeviation));
  }

  /**
   * Normal numbers of a learned standard deviation: one for all columns, or one for each.
   *
   * @param standardDeviation sigma, an expression such as {@code logSigma.exp()}, a scalar or [d]
   * @return from means [..., d]
   */
  public static Function<Tensor, Distribution> gaussian(Tensor standardDeviation) {
    Errors.given("Likelihoods.gaussian", "standardDeviation", standardDeviation);
    return mean -> Normal.of(mean, standardDeviation);
  }

  /**
   * Normal numbers of which the network gives mean and spread: the d means, then d numbers of which
   * softplus is the standard deviation.
   *
   * @param minimum what is added to the standard deviation, finite and at least 0; a positive
   *     number keeps the likelihood bounded
   * @return from [..., 2 d]
   * @throws IllegalArgumentException if the number is out of range
   */
  public static Function<Tensor, Distribution> gaussianWithPredictedScale(double minimum) {
    if (!(minimum >= 0 && minimum < Double.POSITIVE_INFINITY)) {
      throw Errors.argument(
          "Likelihoods.gaussianWithPredictedScale",
          "minimum must be finite and >= 0",
          minimum,
          null);
    }
    return p -> {
      int columns = halves("Likelihoods.gaussianWithPredictedScale", p);
      return Normal.of(
          p.slice(-1, 0, columns), p.slice(-1, columns, 2 * columns).softplus().add(minimum));
    };
  }

  /**
   * Classes 0 to c - 1 by their logits: the c logits of the first column, then those of the next.
   *
   * @param classes c, at least 1
   * @return from [..., d c]
   * @throws IllegalArgumentException if c is less than 1
   */
  public static Function<Tensor, Distribution> categorical(int classes) {
    if (classes < 1) {
      throw Errors.argument("Likelihoods.categorical", "classes must be >= 1", classes, null);
    }
    return p -> Categorical.fromLogits(columns("Likelihoods.categorical", p, classes));
  }

  /** Columns by the group, [..., d, size]. */
  private static Tensor columns(String where, Tensor p, int size) {
    Errors.given(where, "columns", p);
    Shape s = p.shape();
    if (s.rank() == 0 || s.dim(-1) % size != 0) {
      throw Errors.argument(
          where, "the network must give a multiple of " + size + " columns", "shape " + s, null);
    }
    Shape each = s.slice(0, s.rank() - 1).append(Shape.of(s.dim(-1) / size, size));
    return p.reshape(each.toLongs());
  }

  /**
   * Levels 0 to n - 1, such as those of a pixel, by mixtures of c logistic distributions that are
   * rounded ({@link Discretized}): for each column of x c logits of weights, c locations and c
   * logarithms of scales. Locations and scales are in units of (n - 1) / 2 around the middle level,
   * so that a network's first outputs, near 0, spread over all levels.
   *
   * @param levels n, at least 2
   * @param components c, at least 1
   * @return from [..., 3 d c]
   * @throws IllegalArgumentException if n or c is out of range
   */
  public static Function<Tensor, Distribution> discretizedLogisticMixture(
      int levels, int components) {
    String where = "Likelihoods.discretizedLogisticMixture";
    if (levels < 2 || components < 1) {
      throw Errors.argument(
          where,
          "there must be 2 levels and 1 component at least",
          "levels " + levels + ", components " + components,
          null);
    }
    double half = (levels - 1) / 2.0;
    return p -> {
      Tensor each = columns(where, p, 3 * components);
      Tensor locs = each.slice(-1, components, 2 * components).add(1).mul(half);
      Tensor scales = each.slice(-1, 2 * components, 3 * components).exp().mul(half);
      return Discretized.of(
          Mixture.fromLogits(each.slice(-1, 0, components), Logistic.of(locs, scales)), levels);
    };
  }

  /**
   * Counts by the logarithms of their rates.
   *
   * @return from [..., d]
   */
  public static Function<Tensor, Distribution> poisson() {
    return Poisson::fromLogRate;
  }

  /**
   * Counts with more variance than Poisson's: mean m, variance m + m^2 / r. The d logarithms of m,
   * then the d logarithms of r.
   *
   * @return from [..., 2 d]
   */
  public static Function<Tensor, Distribution> negativeBinomial() {
    return p -> {
      int columns = halves("Likelihoods.negativeBinomial", p);
      Tensor logMean = p.slice(-1, 0, columns);
      Tensor logCount = p.slice(-1, columns, 2 * columns);
      return NegativeBinomial.fromLogits(logCount.exp(), logMean.sub(logCount));
    };
  }

  private static int halves(String where, Tensor p) {
    Errors.given(where, "columns", p);
    if (p.shape().rank() == 0 || p.shape().dim(-1) % 2 != 0) {
      throw Errors.argument(
          where, "the network must give an even number of columns", "shape " + p.shape(), null);
    }
    return p.shape().dim(-1) / 2;
  }
}
