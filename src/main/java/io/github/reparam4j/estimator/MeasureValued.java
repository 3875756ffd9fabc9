/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.estimator;

import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Normal;
import io.github.reparam4j.distribution.Poisson;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Measure-valued derivatives, coupled: the derivative of a density by a parameter is a constant c
 * times the difference of two densities, so that
 *
 * <pre>d/dtheta E f(x) = c (E f(x+) - E f(x-)),</pre>
 *
 * and x+ and x- are made from the same noise, so that their difference is small (G. Pflug,
 * "Optimization of stochastic models", 1996; S. Mohamed, M. Rosca, M. Figurnov and A. Mnih, "Monte
 * Carlo gradient estimation in machine learning", JMLR 21, 2020, section 6 and table 1). Unbiased
 * for every f whose expectation is differentiable: f may jump.
 *
 * <table>
 * <caption>Pairs, with x a sample, z standard normal and e standard exponential</caption>
 * <tr><th>parameter</th><th>c</th><th>x+</th><th>x-</th></tr>
 * <tr><td>loc m of {@link Normal}</td><td>1 / (s sqrt(2 pi))</td><td>m + s sqrt(2 e), a Weibull
 * variate</td><td>m - s sqrt(2 e)</td></tr>
 * <tr><td>scale s of {@link Normal}, a standard deviation</td><td>1 / s</td><td>m + s sign(z)
 * sqrt(z^2 + 2 e), a double-sided Maxwell variate</td><td>x = m + s z</td></tr>
 * <tr><td>probability of {@link Bernoulli}</td><td>1</td><td>1</td><td>0</td></tr>
 * <tr><td>rate of {@link Poisson}</td><td>1</td><td>x + 1</td><td>x</td></tr>
 * </table>
 *
 * <p>For f(x) = (x - c)^2 one sample has the variance (m - c)^2 (16 / pi - 4) by the mean.
 *
 * <p>A parameter of each element of an event has pairs of its own, in which only this element
 * differs: the cost is evaluated for 1 + 3 D samples for {@link Normal} and 1 + D for the others,
 * where D is how many elements the cost sums over. Parts whose gradient nobody asks for are not
 * computed. {@code Independent} elements are accepted.
 *
 * <pre>{@code
 * Tensor loss = MeasureValued.samples(8).expectation(Poisson.of(rate), x -> x.gt(3));
 * }</pre>
 *
 * <p>The cost is called more than once, with other numbers of samples. Parameters of the cost have
 * their ordinary gradient. A second derivative by a parameter of q is refused.
 */
public final class MeasureValued implements Estimator<Distribution> {
  private static final String WHERE = "MeasureValued.expectation";

  private final int samples;

  private MeasureValued(int samples) {
    this.samples = samples;
  }

  /**
   * A derivative by a parameter, before broadcasting.
   *
   * @param parameter the parameter
   * @param weight c, or -c where x+ and x- are exchanged
   * @param plus x+ of every element
   * @param minus x-, or null for the sample itself
   */
  private record Pair(Tensor parameter, Tensor weight, Tensor plus, Tensor minus) {}

  /**
   * The estimator.
   *
   * @param count number K of samples for each row, at least 1
   * @return the estimator
   * @throws IllegalArgumentException if the count is less than 1
   */
  public static MeasureValued samples(int count) {
    SampleCost.requireCount("MeasureValued.samples", "count", count, 1);
    return new MeasureValued(count);
  }

  /**
   * An expression that estimates E f(x).
   *
   * @param q {@link Normal}, {@link Bernoulli} or {@link Poisson}, or {@code Independent} ones
   * @param cost f, from samples [n] + batch + event to one number for each sample and row
   * @return the estimate, of the batch shape, or the first axes of it that the cost has kept
   * @throws IllegalArgumentException if q is of another family, or the cost has another shape or
   *     dtype
   */
  @Override
  public Tensor expectation(Distribution q, UnaryOperator<Tensor> cost) {
    Errors.given(WHERE, "q", q);
    Errors.given(WHERE, "cost", cost);
    Shape shape = SurrogateTerm.sampleShape(samples, q);
    Distribution elements = SurrogateTerm.elements(q);
    List<Pair> pairs = new ArrayList<>();
    Tensor x = draw(elements, shape, pairs).stopGradient();
    Tensor f = SampleCost.of(WHERE, q, x, cost);
    UnaryOperator<Tensor> checked = y -> SampleCost.of(WHERE, q, y, cost);
    Tensor value = f.mean(0);
    Tensor[] parameters = new Tensor[pairs.size()];
    Tensor[] estimates = new Tensor[pairs.size()];
    Shape one = shape.slice(1, shape.rank());
    for (int i = 0; i < parameters.length; i++) {
      Pair pair = pairs.get(i);
      parameters[i] = pair.parameter.broadcastTo(one);
      estimates[i] = difference(pair, x, f, checked).mul(pair.weight.stopGradient()).mean(0);
      value = value.sharingNoiseOf(estimates[i]);
    }
    Tensor term =
        SurrogateTerm.of(
            WHERE,
            value,
            (input, y, g) -> estimates[input].mul(SampleCost.alignTo(one, g)),
            parameters);
    return value.add(term);
  }

  // ---- families

  private static Tensor draw(Distribution q, Shape shape, List<Pair> pairs) {
    if (q instanceof Normal n) {
      return draw(n, shape, pairs);
    }
    if (q instanceof Bernoulli b) {
      Tensor x = b.sample(shape.dim(0));
      pairs.add(new Pair(b.probs(), x.mul(-2).add(1), x.neg().add(1), null));
      return x;
    }
    if (q instanceof Poisson p) {
      Tensor x = p.sample(shape.dim(0));
      pairs.add(new Pair(p.rate(), Tensor.ones(q.dtype()), x.add(1), null));
      return x;
    }
    throw Errors.argument(
        WHERE,
        "distribution must be Normal, Bernoulli or Poisson, or Independent ones",
        q,
        "ScoreFunction takes any distribution");
  }

  /** A Maxwell variate times an independent uniform one is normal; here the former, given that. */
  private static Tensor draw(Normal q, Shape shape, List<Pair> pairs) {
    Tensor loc = q.loc();
    Tensor scale = q.scale();
    Tensor z = Noise.standardNormal(q.dtype(), shape.toLongs());
    Tensor twice = Noise.exponential(q.dtype(), shape.toLongs()).mul(2);
    Tensor distance = scale.mul(twice.sqrt());
    Tensor maxwell = z.sign().mul(z.square().add(twice).sqrt());
    double root = Math.sqrt(2 * Math.PI);
    pairs.add(new Pair(loc, scale.mul(root).reciprocal(), loc.add(distance), loc.sub(distance)));
    pairs.add(new Pair(scale, scale.reciprocal(), loc.add(scale.mul(maxwell)), null));
    return loc.add(scale.mul(z));
  }

  // ---- pairs of costs

  /** f(x+) - f(x-) for each element of each sample, the others as in x: of the shape of x. */
  private static Tensor difference(Pair pair, Tensor x, Tensor f, UnaryOperator<Tensor> cost) {
    Tensor above = replaced(pair.plus.stopGradient(), x, f, cost);
    Tensor below =
        pair.minus == null
            ? SampleCost.alignTo(x.shape(), f)
            : replaced(pair.minus.stopGradient(), x, f, cost);
    return above.sub(below);
  }

  /** The cost of each sample with one element replaced, for each element. */
  private static Tensor replaced(Tensor y, Tensor x, Tensor f, UnaryOperator<Tensor> cost) {
    Shape shape = x.shape();
    int rows = f.shape().rank();
    int count = Math.toIntExact(shape.slice(rows, shape.rank()).size());
    if (count == 1) {
      return SampleCost.alignTo(shape, cost.apply(y.broadcastTo(shape)));
    }
    Shape flat = f.shape().append(Shape.of(count));
    long[] selector = new long[flat.rank() + 1];
    Arrays.fill(selector, 1);
    selector[0] = count;
    selector[flat.rank()] = count;
    Tensor isReplaced = Tensor.eye(x.dtype(), count).reshape(selector);
    Tensor each = Tensor.where(isReplaced, y.broadcastTo(shape).reshape(flat), x.reshape(flat));
    Shape all = Shape.of((long) count * shape.dim(0)).append(shape.slice(1, shape.rank()));
    Tensor costs = cost.apply(each.reshape(all)).reshape(Shape.of(count).append(f.shape()));
    int[] elementsLast = new int[flat.rank()];
    for (int a = 0; a < flat.rank(); a++) {
      elementsLast[a] = (a + 1) % flat.rank();
    }
    return costs.permute(elementsLast).reshape(shape);
  }

  @Override
  public String toString() {
    return "MeasureValued[samples=" + samples + "]";
  }
}
