/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.special.NegativeBinomialDensity;
import java.util.List;

/**
 * The log-probability of a negative binomial count of (k, m, d) with mean m and variance m + d m^2,
 * and its derivatives by d, in double precision. d = 0 is the Poisson distribution; no derivative
 * cancels near it. There is no gradient by the count. {@code CountProbabilities} names them.
 */
public enum DispersedCount implements Elementwise {
  /** ln P(k). Derivatives (k - m) / (m (1 + d m)) by m, {@link #BY_DISPERSION} by d. */
  LOG_PROB(
      1,
      NegativeBinomialDensity::logProb,
      (input, in) ->
          input == 1
              ? byMean(in.get(0), in.get(1), in.get(2))
              : Expressions.apply(byDispersion(), in)),

  /** d ln P(k) / dd. Derivatives (m - k) / (1 + d m)^2 by m, {@link #BY_DISPERSION_TWICE} by d. */
  BY_DISPERSION(
      1,
      NegativeBinomialDensity::byDispersion,
      (input, in) ->
          input == 1
              ? in.get(1).sub(in.get(0)).div(spread(in).square())
              : Expressions.apply(byDispersionTwice(), in)),

  /** d^2 ln P(k) / dd^2. Derivative 2 m (k - m) / (1 + d m)^3 by m; by d it is refused. */
  BY_DISPERSION_TWICE(
      1,
      NegativeBinomialDensity::byDispersionTwice,
      (input, in) -> {
        Tensor r = spread(in).reciprocal();
        Tensor m = in.get(1);
        return in.get(0).sub(m).mul(m.mul(2)).mul(r.square()).mul(r);
      }),

  /** d ln P(K &lt;= k) / dd for k &lt; m, else d ln P(K &gt; k) / dd. No derivatives. */
  LOG_TAIL_BY_DISPERSION(
      3,
      NegativeBinomialDensity::logTailByDispersion,
      (input, in) -> {
        throw new IllegalStateException("no derivative");
      });

  private final ElementwiseDefinition definition;

  DispersedCount(int first, Loops.DoubleTernary value, Derivative.OfAll derivative) {
    ElementwiseDefinition whole =
        ElementwiseDefinition.of(Derivative.inDouble(derivative), Loops.calling(value, value))
            .differentiableFrom(first);
    this.definition =
        ordinal() != 2
            ? whole
            : new ElementwiseDefinition(
                whole.rule(), whole.loops(), List.of(Path.UNDEFINED, Path.PASS, Path.UNDEFINED));
  }

  private static Elementwise byDispersion() {
    return BY_DISPERSION;
  }

  private static Elementwise byDispersionTwice() {
    return BY_DISPERSION_TWICE;
  }

  /** k/m - (1 + d k) / (1 + d m), of which a term is 0 where its numerator is. */
  private static Tensor byMean(Tensor k, Tensor m, Tensor d) {
    Tensor excess = k.sub(m).div(m).div(m.mul(d).add(1));
    Tensor atZero = k.multiplyNoNan(m.reciprocal()).sub(k.mul(d).add(1));
    return Tensor.where(m.stopGradient().eq(0), atZero, excess);
  }

  /** 1 + d m. */
  private static Tensor spread(List<Tensor> in) {
    return in.get(1).mul(in.get(2)).add(1);
  }

  @Override
  public ElementwiseDefinition definition() {
    return definition;
  }
}
