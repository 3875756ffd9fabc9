/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@link Mixture} of distributions of different families. */
class MixtureOfFamiliesTest extends ContinuousContract {
  private static DistributionCase gaussAndGumbel(double loc, double scale, double w) {
    return DistributionCase.of(
            p ->
                Mixture.of(
                    Tensor.stack(-1, p[2], p[2].neg().add(1)),
                    Normal.of(p[0], p[1]),
                    Gumbel.of(p[0].add(1), p[1].mul(2))),
            loc,
            scale,
            w)
        .lacking(Has.MODE);
  }

  private static DistributionCase positive(double logit, double a, double rate) {
    return DistributionCase.of(
            p ->
                Mixture.fromLogits(
                    Tensor.stack(-1, p[0], p[0].mul(0.5), p[0].neg()),
                    Gamma.of(p[1], p[2]),
                    LogNormal.of(p[1].log(), p[2]),
                    Weibull.of(p[2].add(1), p[1])),
            logit,
            a,
            rate)
        .lacking(Has.MODE);
  }

  @Override
  String lackingIn(Distribution d, Has what) {
    return "Mixture";
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(
        gaussAndGumbel(0.4, 1, 0.3), gaussAndGumbel(-7, 0.2, 0.9), positive(0.4, 2.5, 1.2));
  }

  @Override
  Stream<DistributionCase> extremes() {
    return Stream.of(
        gaussAndGumbel(0, 1, 0), gaussAndGumbel(0, 1, 1), gaussAndGumbel(0, 1e20, 0.5));
  }

  @Override
  Stream<Invalid> invalid() {
    return Stream.of();
  }

  /** A batch of one family and the same components one by one. */
  @Test
  void agreesWithABatchOfComponents() {
    Tensor w = Tensor.vector(0.2, 0.5, 0.3);
    Tensor loc = Tensor.vector(-1.0, 0.5, 3);
    Mixture batch = Mixture.of(w, Normal.of(loc, Tensor.scalar(0.7)));
    Mixture apart = Mixture.of(w, Normal.of(-1, 0.7), Normal.of(0.5, 0.7), Normal.of(3, 0.7));
    Tensor x = Tensor.vector(-40.0, -1, 0, 2, 50);
    assertThat(apart.batchShape()).isEqualTo(Shape.scalar());
    assertClose(values(apart.logProb(x)), values(batch.logProb(x)), 1e-15, "logProb");
    assertClose(values(apart.logCdf(x)), values(batch.logCdf(x)), 1e-15, "logCdf");
    assertClose(values(apart.logSurvival(x)), values(batch.logSurvival(x)), 1e-15, "logSurvival");
    assertThat(apart.variance().evalScalar())
        .isCloseTo(batch.variance().evalScalar(), within(1e-14));
  }

  /** Vectors: independent elements have differentiable samples, others none. */
  @Test
  void vectorsOfIndependentElements() {
    Tensor w = Tensor.vector(0.3, 0.7);
    Parameter loc = Parameter.of("loc", Tensor.vector(0.5, -1.0, 2).eval());
    Independent.Pathwise a = Independent.of(Normal.of(loc, Tensor.scalar(1)), 1);
    Independent.Pathwise b =
        Independent.of(Logistic.of(Tensor.zeros(DType.DOUBLE, 3), Tensor.scalar(2)), 1);
    Mixture.Pathwise m = Mixture.of(w, a, b);
    assertThat(m.eventShape()).isEqualTo(Shape.of(3));
    Tensor x = Tensor.vector(0.1, 0.2, 0.3);
    double expected =
        Math.log(
            0.3 * Math.exp(a.logProb(x).evalScalar()) + 0.7 * Math.exp(b.logProb(x).evalScalar()));
    assertThat(m.logProb(x).evalScalar()).isCloseTo(expected, within(1e-14));
    int n = 200_000;
    Tensor wide = loc.broadcastTo(n, 3);
    Parameter each =
        Grid.parameter("loc", DType.DOUBLE, Shape.of(n, 3), i -> new double[] {0.5, -1, 2}[i % 3]);
    Mixture.Pathwise many = Mixture.of(w, Independent.of(Normal.of(each, Tensor.scalar(1)), 1), b);
    Tensor samples = many.rsample();
    assertThat(samples.shape()).isEqualTo(wide.shape());
    // d/dloc[0] of E x[0] = 0.3 loc[0]
    double[] g =
        Grid.values(
            Gradients.of(samples.column(0).sum(), each)
                .of(each)
                .column(0)
                .sharingNoiseOf(samples)
                .eval(MonteCarlo.KEY));
    MonteCarlo.assertMean("gradient", g, 0.3, 0.03);
  }

  @Test
  void batchesAndCounts() {
    Poisson few = Poisson.of(Tensor.vector(0.5, 3));
    NegativeBinomial many = NegativeBinomial.of(2, 0.6);
    Mixture m = Mixture.of(Tensor.vector(0.25, 0.75), (Distribution) few, many);
    assertThat(m.batchShape()).isEqualTo(Shape.of(2));
    assertThat(m.sample(7).shape()).isEqualTo(Shape.of(7, 2));
    assertThat(m.expand(5, 2).logProb(Tensor.scalar(1)).shape()).isEqualTo(Shape.of(5, 2));
    double[] log = values(m.logProb(Tensor.scalar(2)));
    double[] p = values(few.logProb(Tensor.scalar(2)));
    double q = many.logProb(Tensor.scalar(2)).evalScalar();
    for (int i = 0; i < 2; i++) {
      double expected = Math.log(0.25 * Math.exp(p[i]) + 0.75 * Math.exp(q));
      assertThat(log[i]).isCloseTo(expected, within(1e-14));
    }
    assertThat(values(m.support().contains(m.sample(1000)))).containsOnly(1);
    double[] back = values(m.icdf(m.cdf(Tensor.vector(0.0, 4))));
    assertThat(back).containsExactly(0, 4);
  }

  /** The support is the union; at 0 the density jumps. */
  @Test
  void supportsAreUnited() {
    Mixture m = Mixture.of(Tensor.vector(0.5, 0.5), Normal.of(0, 1), Exponential.of(1));
    assertThat(values(m.support().contains(Tensor.vector(-3.0, 3)))).containsOnly(1);
    assertThat(m.logProb(Tensor.scalar(-3)).evalScalar())
        .isCloseTo(
            Math.log(0.5) + Normal.of(0, 1).logProb(Tensor.scalar(-3)).evalScalar(), within(1e-14));
    Mixture interval = Mixture.of(Tensor.vector(0.5, 0.5), Uniform.of(0, 2), Beta.of(2, 2));
    assertThat(values(interval.support().contains(Tensor.vector(-0.1, 0.5, 1.9, 2.1))))
        .containsExactly(0, 1, 1, 0);
    Mixture shares =
        Mixture.of(
            Tensor.vector(0.5, 0.5),
            (Distribution) Dirichlet.of(Tensor.vector(1.0, 2, 3)),
            LogisticNormal.of(Tensor.vector(0.0, 0), Tensor.vector(1.0, 1)));
    assertThat(shares.support()).isEqualTo(Constraint.Structured.SIMPLEX);
    assertThat(shares.sample(4).shape()).isEqualTo(Shape.of(4, 3));
  }

  @Test
  void refusesWhatDoesNotFit() {
    Tensor w = Tensor.vector(0.5, 0.5);
    List<Distribution> first = List.of(Normal.of(0, 1), Normal.of(0, 1), Normal.of(0, 1));
    List<Distribution> second =
        List.of(
            Poisson.of(2.0),
            Normal.of(Tensor.fill(DType.FLOAT, 0), Tensor.fill(DType.FLOAT, 1)),
            Dirichlet.of(Tensor.vector(1.0, 2)));
    List<String> messages =
        List.of(
            "Mixture.of: components must be all discrete or all have a density, got Normal []"
                + " DOUBLE and Poisson [] DOUBLE",
            "Mixture.of: components must have one dtype, got DOUBLE and FLOAT",
            "Mixture.of: components must have one event shape, got [] and [2]");
    for (int i = 0; i < messages.size(); i++) {
      Distribution a = first.get(i);
      Distribution b = second.get(i);
      assertThatThrownBy(() -> Mixture.of(w, a, b))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(messages.get(i));
    }
    assertThatThrownBy(() -> Mixture.of(w, Normal.of(0, 1), Laplace.of(0, 1), Cauchy.of(0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Mixture.of: weights and the components' batch must have the same last axis, got [2]"
                + " and");
  }
}
