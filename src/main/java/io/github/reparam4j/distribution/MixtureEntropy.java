/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.Quadrature;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The entropy of a mixture of scalars with a density, minus the sum of w[k] E ln f(x) over the
 * components k of x, by {@link Quadrature} over the quantiles of each component, split at quantiles
 * of the others. The relative error is below 1e-10 for scales up to 1000 times one another.
 */
final class MixtureEntropy {
  /** Where rules are split: the middle of each component, and where its density falls off. */
  private static final double[] SPLITS = {1e-6, 0.001, 0.5, 0.999, 1 - 1e-6};

  /** Smaller probabilities are 0 in FLOAT; there is no mass beyond. */
  private static final double MIN_PROBABILITY = 1e-37;

  private final Mixture mixture;
  private final Distribution components;

  private MixtureEntropy(Mixture mixture) {
    this.mixture = mixture;
    this.components = mixture.components();
  }

  /** Whether values are scalars with a density. */
  static boolean exists(Mixture mixture) {
    return mixture.eventShape().isScalar() && !mixture.components().support().isDiscrete();
  }

  static Tensor of(Mixture mixture) {
    return new MixtureEntropy(mixture).entropy();
  }

  private Tensor entropy() {
    Quadrature rule =
        Quadrature.quantiles(
            components.batchShape(),
            p -> components.icdf(typed(p)).cast(DType.DOUBLE),
            p -> components.inverseSurvival(typed(p)).cast(DType.DOUBLE),
            breaks());
    Tensor x = rule.nodes().stopGradient().cast(mixture.dtype());
    Tensor each = finite(components.logProb(x));
    Tensor log = finite(inLastAxis(mixture.logProb(inSecondAxis(x))));
    Tensor means = rule.expectation(each, log);
    Tensor weights = mixture.weights().cast(DType.DOUBLE);
    return weights.multiplyNoNan(means).sum(-1).neg().cast(mixture.dtype());
  }

  /** A probability in the type of the components. */
  private Tensor typed(Tensor probability) {
    return mixture.dtype() == DType.DOUBLE
        ? probability
        : probability.clamp(MIN_PROBABILITY, 1).cast(mixture.dtype());
  }

  /** The splitting points, each of the shape batch + [1]. */
  private Quadrature.Break[] breaks() {
    List<Quadrature.Break> all = new ArrayList<>();
    for (double share : SPLITS) {
      Tensor points = components.icdf(Tensor.fill(mixture.dtype(), share)).stopGradient();
      Tensor wide = points.broadcastTo(components.batchShape().toLongs());
      for (int k = 0; k < components.batchShape().dim(-1); k++) {
        Tensor c = wide.slice(-1, k, k + 1);
        all.add(new Quadrature.Break(components.cdf(c), components.survival(c)));
      }
    }
    return all.stream()
        .map(b -> new Quadrature.Break(b.cdf().stopGradient(), b.survival().stopGradient()))
        .toArray(Quadrature.Break[]::new);
  }

  /** In DOUBLE, with 0 where it is infinite: at nodes beyond the range of the type. */
  private static Tensor finite(Tensor log) {
    Tensor value = log.cast(DType.DOUBLE);
    Tensor isFinite = value.stopGradient().abs().lt(Double.POSITIVE_INFINITY);
    return Tensor.where(isFinite, value, Tensor.zeros(DType.DOUBLE));
  }

  /** From [n] + batch + [k] to [n, k] + batch, as values of the mixture. */
  private static Tensor inSecondAxis(Tensor x) {
    int rank = x.shape().rank();
    int[] order =
        IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == 1 ? rank - 1 : i - 1).toArray();
    return x.permute(order);
  }

  private static Tensor inLastAxis(Tensor x) {
    int rank = x.shape().rank();
    int[] order =
        IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1).toArray();
    return x.permute(order);
  }
}
