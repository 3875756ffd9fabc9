package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link ImplicitReparameterization}. */
class ImplicitReparameterizationTest {
  private static final RandomKey KEY = RandomKey.of(20181203);

  private static double[] values(Tensor t) {
    return Grid.values(t.eval(KEY));
  }

  /** A family by two parameters, and values of them. */
  record Member(String name, Function<Tensor[], Reparameterized> family, double a, double b) {
    Reparameterized at(DType dtype) {
      return family.apply(new Tensor[] {Tensor.fill(dtype, a), Tensor.fill(dtype, b)});
    }

    @Override
    public String toString() {
      return name + " " + a + " " + b;
    }
  }

  /** Supports of all three kinds; light and heavy tails; samples far from 0 and near it. */
  static Stream<Member> members() {
    return Stream.of(
        new Member("Normal", p -> Normal.of(p[0], p[1]), 0.3, 2),
        new Member("Normal", p -> Normal.of(p[0], p[1]), 1e4, 1e-2),
        new Member("Normal", p -> Normal.of(p[0], p[1]), -2e-6, 1e-7),
        new Member("Cauchy", p -> Cauchy.of(p[0], p[1]), -1, 3),
        new Member("Gumbel", p -> Gumbel.of(p[0], p[1]), 2, 0.5),
        new Member("Gamma", p -> Gamma.of(p[0], p[1]), 0.05, 2),
        new Member("Gamma", p -> Gamma.of(p[0], p[1]), 400, 1e-3),
        new Member("Weibull", p -> Weibull.of(p[0], p[1]), 1e3, 20),
        new Member("Pareto", p -> Pareto.of(p[0], p[1]), 3, 0.4),
        new Member("Beta", p -> Beta.of(p[0], p[1]), 0.2, 3),
        new Member("Uniform", p -> Uniform.of(p[0], p[1]), -7, 11));
  }

  /**
   * Within the rounding of p divided by the density, of x, and of its distance from the median,
   * which is what a location leaves of it.
   */
  @ParameterizedTest
  @MethodSource("members")
  void quantilesAreThoseInClosedForm(Member m) {
    double[] p = {1e-250, 1e-30, 1e-9, 1e-3, 0.1, 0.4, 0.5, 0.77, 0.99, 1 - 1e-9, 1 - 1e-14};
    assertQuantiles(m.at(DType.DOUBLE), Tensor.vector(p), 0x1p-52);
    float[] floats = {1e-30f, 1e-9f, 1e-3f, 0.1f, 0.4f, 0.5f, 0.77f, 0.99f, 1 - 1e-5f};
    assertQuantiles(m.at(DType.FLOAT), Tensor.vector(floats), 0x1p-23);
  }

  private static void assertQuantiles(Reparameterized d, Tensor p, double epsilon) {
    double[] found = values(ImplicitReparameterization.quantile(d, p));
    double[] exact = values(d.icdf(p));
    double[] probability = values(p);
    double[] density = values(d.logProb(d.icdf(p)).exp());
    for (int i = 0; i < found.length; i++) {
      double ofProbability = probability[i] / density[i];
      double ofValue = Math.abs(exact[i]) + Math.abs(exact[i] - exact[6]);
      double rounding = 16 * epsilon * (ofProbability + ofValue) + Double.MIN_VALUE;
      assertThat(found[i])
          .as("quantile of %s", probability[i])
          .isCloseTo(exact[i], within(rounding));
    }
  }

  @ParameterizedTest
  @MethodSource("members")
  void endsAndWhatIsNoProbability(Member m) {
    Reparameterized d = m.at(DType.DOUBLE);
    Tensor p = Tensor.vector(0.0, 1, -0.1, 1.1, Double.NaN);
    assertThat(values(ImplicitReparameterization.quantile(d, p))).isEqualTo(values(d.icdf(p)));
  }

  // ---- gradients

  private static Parameter parameter(String name, double value) {
    return Parameter.of(name, Tensor.scalar(value).eval());
  }

  /** Families with explicit samples: both gradients are the same number. */
  static Stream<Member> explicit() {
    return members().filter(m -> !m.name().equals("Gamma") && !m.name().equals("Beta"));
  }

  @ParameterizedTest
  @MethodSource("explicit")
  void gradientIsThatOfExplicitSamples(Member m) {
    Parameter a = parameter("a", m.a());
    Parameter b = parameter("b", m.b());
    Reparameterized d = m.family().apply(new Tensor[] {a, b});
    Tensor x = d.rsample(50);
    Tensor weights = Tensor.range(DType.DOUBLE, 50).add(1).sin();
    Tensor at = x.stopGradient();
    Gradients explicit = Gradients.of(x.mul(weights).sum(), a, b);
    List<Tensor> implicit =
        List.of(
            ImplicitReparameterization.of(d, x),
            ImplicitReparameterization.of(at, d.cdf(at), d.logProb(at)),
            ImplicitReparameterization.fromLogCdf(at, d.cdf(at).log(), d.logProb(at)),
            ImplicitReparameterization.quantile(d, d.cdf(at).stopGradient()));
    for (Tensor same : implicit) {
      Gradients g = Gradients.of(same.mul(weights).sum(), a, b);
      for (Parameter p : List.of(a, b)) {
        double expected = values(explicit.of(p))[0];
        assertThat(values(g.of(p))[0])
            .as("by %s", p)
            .isCloseTo(expected, within(1e-7 * (1e-3 + Math.abs(expected))));
      }
    }
    assertThat(values(implicit.get(0))).isEqualTo(values(x));
  }

  @Test
  void quantileGradientByTheProbabilityIsOneOverTheDensity() {
    Parameter p = Parameter.of("p", Tensor.vector(0.1, 0.5, 0.9).eval());
    Gamma d = Gamma.of(2.5, 3);
    double[] slope = values(Gradients.of(ImplicitReparameterization.quantile(d, p).sum(), p).of(p));
    double[] density = values(d.logProb(d.icdf(p)).exp());
    for (int i = 0; i < 3; i++) {
      assertThat(slope[i]).isCloseTo(1 / density[i], within(1e-12 / density[i]));
    }
  }

  @Test
  void samplesByInversionAreTheQuantilesOfUniformNoise() {
    Normal d = Normal.of(Tensor.vector(0.0, 5), Tensor.vector(1.0, 2));
    Tensor x = ImplicitReparameterization.byInversion(d, 3);
    assertThat(x.shape()).isEqualTo(Shape.of(3, 2));
    double[] found = values(x);
    double[] exact = values(d.icdf(Noise.uniform(DType.DOUBLE, 3, 2)));
    assertThat(found).containsExactly(exact, within(1e-13));
    Tensor none = ImplicitReparameterization.byInversion(d, 0);
    assertThat(none.eval(KEY).shape()).containsExactly(0, 2);
  }

  @Test
  void secondDerivativesAreRefused() {
    Parameter a = parameter("a", 2);
    Normal d = Normal.of(a, a.exp());
    for (Tensor x :
        List.of(
            ImplicitReparameterization.of(d, d.sample()),
            ImplicitReparameterization.quantile(d, Tensor.scalar(0.3)))) {
      Tensor first = Gradients.of(x, a).of(a);
      assertThatThrownBy(() -> Gradients.of(first, a))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "gradients: an operation that is differentiable once must not be differentiated"
                  + " twice");
    }
  }

  @Test
  void rejectsEventsWithoutADensityOfScalars() {
    assertThatThrownBy(() -> ImplicitReparameterization.byInversion(Poisson.of(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "ImplicitReparameterization.byInversion: events must be scalars with a density, got"
                + " Poisson");
    Dirichlet vectors = Dirichlet.of(Tensor.vector(1.0, 2));
    assertThatThrownBy(() -> ImplicitReparameterization.of(vectors, vectors.sample()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with events of shape [2] in SIMPLEX");
  }
}
