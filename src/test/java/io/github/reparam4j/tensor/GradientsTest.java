/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.program.Program;
import io.github.reparam4j.random.RandomKey;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The contract of {@link Gradients}: rejected losses, accepted losses, and results. */
class GradientsTest {
  private static final String NO_GRADIENT =
      "gradients: every operation between the loss and what it is differentiated by must have a"
          + " gradient, got %s, made at %s; it has none, or none that is known: declare that with"
          + " stopGradient() on its input, or give a rule with Tensor.withGradient";

  private final Parameter x = Parameter.of("x", NdArrays.of(new double[] {1, 2, 3}, Shape.of(3)));
  private final Parameter y = Parameter.of("y", NdArrays.of(new double[] {4, 5, 6}, Shape.of(3)));

  // ---- rejected losses

  private record Refused(String label, Tensor refused, Tensor result, Tensor by) {
    @Override
    public String toString() {
      return label;
    }
  }

  static Stream<Refused> refused() {
    Parameter p = Parameter.of("p", NdArrays.of(new double[] {1, 2, 3}, Shape.of(3)));
    Tensor half = Tensor.fill(DType.DOUBLE, 0.5);
    Tensor where = Tensor.where(p, p, half);
    Tensor gather = Tensor.vector(1.0, 2.0, 3.0, 4.0).gather(0, p);
    Tensor scatter = Tensor.apply(new Indexing.ScatterAdd(0, 4), p.exp(), p);
    Tensor argMax = p.argMax(0);
    return Stream.of(
        refused("floor", p.floor(), p),
        refused("sign", p.sign(), p),
        refused("eq", p.eq(2), p),
        refused("ne", p.ne(2), p),
        refused("lt", p.lt(2), p),
        refused("le", p.le(2), p),
        refused("gt", p.gt(2), p),
        refused("ge", Tensor.scalar(2).ge(p), p),
        refused("the condition of where", where, p),
        refused("gather", gather, p),
        refused("scatterAdd", scatter, p),
        new Refused("argMax", argMax.inputs().get(0), argMax, p));
  }

  private static Refused refused(String label, Tensor refused, Tensor by) {
    return new Refused(label, refused, refused, by);
  }

  @ParameterizedTest
  @MethodSource
  void refused(Refused r) {
    assertThatThrownBy(() -> Gradients.of(r.result.mul(3).sum(), r.by))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(NO_GRADIENT.formatted(r.label, r.refused.origin()));
    assertThatThrownBy(() -> Gradients.orZero(r.result.sum(), r.by))
        .hasMessageStartingWith("gradients: every operation between the loss and");
  }

  @Test
  void refusalNamesTheUsersLine() {
    int line = new Throwable().getStackTrace()[0].getLineNumber() + 1;
    Tensor z = x.floor();
    assertThat(z.origin())
        .endsWith("GradientsTest.refusalNamesTheUsersLine(GradientsTest.java:" + line + ")");
  }

  @Test
  void rejectsALossThatIsNotAScalar() {
    assertThatThrownBy(() -> Gradients.of(x, x))
        .hasMessage("gradients: loss must be a scalar, got shape [3]; call sum() or mean()");
    assertThatThrownBy(() -> Gradients.orZero(x.reshape(1, 3).sumKeepDims(1), x))
        .hasMessage("gradients: loss must be a scalar, got shape [1, 1]; call sum() or mean()");
  }

  @Test
  void namesWhatTheLossDoesNotDependOn() {
    Tensor loss = x.sum();
    assertThatThrownBy(() -> Gradients.of(loss, x, y))
        .hasMessage(
            "gradients: the loss must depend on everything it is differentiated by, got no"
                + " dependence of reshape [] DOUBLE on parameter 'y' [3] DOUBLE; leave it out, or"
                + " use Gradients.orZero");
    assertThatThrownBy(() -> Gradients.of(x.stopGradient().sum(), x))
        .hasMessageContaining("on parameter 'x' [3] DOUBLE");
  }

  @Test
  void rejectsQuestionsForWhatWasNotDifferentiatedBy() {
    Gradients g = Gradients.of(x.sum(), x);
    assertThat(g.by()).containsExactly(x);
    assertThatThrownBy(() -> g.of(y))
        .hasMessage(
            "Gradients.of: expression must be one of those differentiated by, got parameter 'y'"
                + " [3] DOUBLE");
  }

  @Test
  void rejectsCotangentsAndVectorsOfOtherShapes() {
    assertThatThrownBy(() -> Gradients.vjp(x, Tensor.vector(1.0, 2.0), x))
        .hasMessage("Gradients.vjp: cotangent must have the output's shape [3], got [2]");
    assertThatThrownBy(() -> Gradients.hessianVectorProduct(x.sum(), List.of(x), List.of()))
        .hasMessage(
            "Gradients.hessianVectorProduct: there must be one vector for each expression, got 0"
                + " for 1");
    assertThatThrownBy(
            () -> Gradients.hessianVectorProduct(x.sum(), List.of(x), List.of(Tensor.scalar(1))))
        .hasMessage("Gradients.hessianVectorProduct: shapes must be equal, got [3] and []");
  }

  @Test
  void rejectsARuleWhoseCotangentHasAnotherShape() {
    Tensor custom =
        Tensor.withGradient(x.floor(), (input, value, g) -> Tensor.vector(1.0, 2.0, 3.0, 4.0), x);
    assertThatThrownBy(() -> Gradients.of(custom.sum(), x))
        .hasMessage(
            "withGradient: the rule's cotangent must have the shape of the input or of the value,"
                + " got [4] for input [3] and value [3]");
  }

  @Test
  void rejectsARuleWhoseCotangentHasAnotherTypeOrIsMissing() {
    Tensor toFloat = Tensor.withGradient(x.floor(), (input, value, g) -> g.cast(DType.FLOAT), y, x);
    assertThatThrownBy(() -> Gradients.of(toFloat.sum(), x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "withGradient: the rule's cotangent must have the dtype of the input, got FLOAT for"
                + " input 1 of DOUBLE; convert it with cast; made at "
                + toFloat.origin());
    Tensor ofFloats = Tensor.withGradient(x.cast(DType.FLOAT), (input, value, g) -> g, x);
    assertThatThrownBy(() -> Gradients.of(ofFloats.sum(), x))
        .hasMessageStartingWith("withGradient: the rule's cotangent must have the dtype of the");
    Tensor none = Tensor.withGradient(x.floor(), (input, value, g) -> null, x);
    assertThatThrownBy(() -> Gradients.of(none.sum(), x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "withGradient: the rule must return a cotangent for every input, got null for input 0;"
                + " made at "
                + none.origin());
  }

  @Test
  void normOfNoGradientsIsRefused() {
    assertThatThrownBy(() -> Gradients.of(x.sum(), new Tensor[0]).norm())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Gradients.norm: there must be at least one gradient, got none");
  }

  @Test
  void refusesTheSecondDerivativeOfAnOnceDifferentiableValue() {
    Tensor value = once(x);
    Tensor first = Gradients.of(value.square().sum(), x).of(x);
    assertThat(NaiveArrays.elements(first.eval())).containsExactly(18, 36, 54);
    assertThatThrownBy(() -> Gradients.of(first.sum(), x))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "gradients: an operation that is differentiable once must not be differentiated twice,"
                + " got a second derivative of the sample, made at "
                + value.origin()
                + "; only its first derivative is known: stopGradient() on the value declares the"
                + " dependence as not to be differentiated");
  }

  @Test
  void differentiatesAFirstDerivativeWithRespectToAnythingElse() {
    Tensor first = Gradients.of(once(x).mul(y).sum(), x).of(x);
    assertThat(gradient(first.sum(), y)).containsExactly(3, 3, 3);
  }

  /** 3 x with a rule that holds x constant, so it is right to first order only. */
  private static Tensor once(Tensor x) {
    GradientRule rule = (input, value, g) -> g.mul(value).div(x.stopGradient());
    return Expressions.apply(
        new Marker.OnceDifferentiable("the sample", rule), List.of(x.mul(3), x));
  }

  // ---- what is allowed

  @Test
  void stopGradientDeclaresAPathAsConstant() {
    Tensor loss = x.stopGradient().floor().mul(x).sum();
    assertThat(gradient(loss, x)).containsExactly(1, 2, 3);
    Tensor mask = x.gt(1.5).stopGradient();
    assertThat(gradient(mask.mul(x).sum(), x)).containsExactly(0, 1, 1);
    Tensor chosen = Tensor.where(mask, x.square(), y);
    assertThat(gradient(chosen.sum(), x)).containsExactly(0, 4, 6);
    assertThat(gradient(chosen.sum(), y)).containsExactly(1, 0, 0);
  }

  @Test
  void whatIsNotDifferentiatedByMayBeCompared() {
    Tensor loss = Tensor.where(y.gt(4.5), x, x.mul(10)).sum();
    assertThat(gradient(loss, x)).containsExactly(10, 1, 1);
  }

  @Test
  void withGradientGivesARuleOfTheCallersOwn() {
    Tensor straight = Tensor.withGradient(x.mul(1.5).floor(), (input, value, g) -> g, x);
    assertThat(elements(straight)).containsExactly(1, 3, 4);
    assertThat(gradient(straight.square().sum(), x)).containsExactly(2, 6, 8);
  }

  @Test
  void withGradientNumbersItsInputsAndSumsWhatWasBroadcast() {
    Parameter s = Parameter.of("s", NdArrays.of(new double[] {2}, Shape.scalar()));
    Tensor custom =
        Tensor.withGradient(
            x.mul(s), (input, value, g) -> input == 0 ? g.mul(10) : g.mul(value), x, s);
    Gradients g = Gradients.of(custom.sum(), x, s);
    assertThat(elements(g.of(x))).containsExactly(10, 10, 10);
    assertThat(elements(g.of(s))).containsExactly(2 + 4 + 6);
  }

  @Test
  void castPassesTheGradientInTheTypeOfItsInput() {
    Tensor loss = x.cast(DType.FLOAT).square().sum();
    Tensor g = Gradients.of(loss, x).of(x);
    assertThat(g.dtype()).isEqualTo(DType.DOUBLE);
    assertThat(elements(g)).containsExactly(2, 4, 6);
  }

  // ---- results

  @Test
  void orZeroGivesZerosOfTheRightShapeAndType() {
    Parameter unused = Parameter.of("unused", NdArrays.of(new float[4], Shape.of(2, 2)));
    Gradients g = Gradients.orZero(x.sum(), x, unused);
    assertThat(g.of(unused).shape()).isEqualTo(Shape.of(2, 2));
    assertThat(g.of(unused).dtype()).isEqualTo(DType.FLOAT);
    assertThat(elements(g.of(unused))).containsExactly(0, 0, 0, 0);
    assertThat(elements(g.of(x))).containsExactly(1, 1, 1);
  }

  @Test
  void expressionUsedSeveralTimesGetsTheSum() {
    Tensor t = x.mul(y);
    Tensor loss = t.add(t).add(t.square()).add(x).sum();
    assertThat(gradient(loss, x)).containsExactly(4 * 10 + 1, 5 * 22 + 1, 6 * 38 + 1);
    assertThat(gradient(loss, t)).containsExactly(10, 22, 38);
  }

  @Test
  void differentiatesByIntermediateExpressionsAndByTheLossItself() {
    Tensor a = x.square();
    Tensor b = a.exp();
    Tensor loss = b.mul(a).sum();
    Gradients g = Gradients.of(loss, a, b, x, loss);
    double e = Math.exp(1);
    assertThat(elements(g.of(b))).containsExactly(1, 4, 9);
    assertThat(elements(g.of(a))[0]).isCloseTo(2 * e, within(1e-14));
    assertThat(elements(g.of(x))[0]).isCloseTo(4 * e, within(1e-14));
    assertThat(elements(g.of(loss))).containsExactly(1);
    assertThat(g.by()).containsExactly(a, b, x, loss);
  }

  @Test
  void vjpIsTheTransposedJacobianTimesTheCotangent() {
    Tensor a = Tensor.constant(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    Gradients g = Gradients.vjp(a.matmul(x), Tensor.vector(10.0, 1.0), x);
    assertThat(elements(g.of(x))).containsExactly(14, 25, 36);
  }

  @Test
  void hessianVectorProductMatchesTheExplicitHessian() {
    // f = x0^2 x1 + exp(x1 x2) + y0 x0: Hessian by hand at x = (1, 2, 3), y0 = 4.
    Tensor x0 = x.select(0, 0);
    Tensor x1 = x.select(0, 1);
    Tensor x2 = x.select(0, 2);
    Tensor f = x0.square().mul(x1).add(x1.mul(x2).exp()).add(y.select(0, 0).mul(x0));
    double e = Math.exp(6);
    double[][] byX = {{4, 2, 0}, {2, 9 * e, 7 * e}, {0, 7 * e, 4 * e}};
    double[] v = {0.5, -1, 2};
    double[] w = {3, 0, 0};
    Gradients h =
        Gradients.hessianVectorProduct(
            f, List.of(x, y), List.of(Tensor.vector(v), Tensor.vector(w)));
    for (int i = 0; i < 3; i++) {
      double expected = byX[i][0] * v[0] + byX[i][1] * v[1] + byX[i][2] * v[2] + (i == 0 ? 3 : 0);
      assertThat(elements(h.of(x))[i]).isCloseTo(expected, within(1e-10));
    }
    assertThat(elements(h.of(y))).containsExactly(0.5, 0, 0);
  }

  @Test
  void hessianVectorProductOfALinearLossIsZero() {
    Gradients h =
        Gradients.hessianVectorProduct(x.sum(), List.of(x), List.of(Tensor.vector(1.0, 2.0, 3.0)));
    assertThat(elements(h.of(x))).containsExactly(0, 0, 0);
  }

  @Test
  void normIsThatOfAllGradientsTogether() {
    Tensor loss = x.mul(2).sum().add(y.sum());
    assertThat(Gradients.of(loss, x, y).norm().evalScalar())
        .isCloseTo(Math.sqrt(15), within(1e-15));
  }

  @Test
  void parametersAreFoundInTheOrderOfTheirFirstUse() {
    assertThat(y.add(x).mul(y).sum().parameters()).containsExactly(y, x);
  }

  // ---- noise

  @Test
  void gradientSeesTheNoiseOfItsLoss() {
    RandomKey key = RandomKey.of(7);
    Tensor first = Noise.standardNormal(DType.DOUBLE, 3);
    Tensor second = Noise.standardNormal(DType.DOUBLE, 3);
    // The gradient with respect to x reaches only the second leaf; alone it would have the first
    // stream.
    Tensor loss = first.mul(y).add(second.mul(x)).sum();
    assertThat(loss.evalScalar(key)).isEqualTo(lossByHand(first, second, key), within(1e-14));
    assertThat(gradient(loss, x, key)).isEqualTo(elements(second.sharingNoiseOf(loss), key));
    assertThat(gradient(loss, x, key)).isNotEqualTo(elements(second, key));
    assertThat(elements(second, key)).isEqualTo(elements(first, key));
  }

  private double lossByHand(Tensor first, Tensor second, RandomKey key) {
    double[] a = elements(first, key);
    double[] b = elements(second.sharingNoiseOf(first), key);
    double[] vx = elements(x);
    double[] vy = elements(y);
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      sum += a[i] * vy[i] + b[i] * vx[i];
    }
    return sum;
  }

  @Test
  void sharingNoiseCountsTheLeavesOfTheContextButDoesNotComputeIt() {
    RandomKey key = RandomKey.of(7);
    Tensor first = Noise.uniform(DType.DOUBLE, 4);
    Tensor second = Noise.uniform(DType.DOUBLE, 4);
    Tensor unbound = Input.of("unbound", DType.DOUBLE, 4);
    Tensor shared = second.sharingNoiseOf(first.mul(unbound));
    try (Program both = Program.of(first, second)) {
      assertThat(elements(shared, key))
          .isEqualTo(NaiveArrays.elements(both.run(key).get(second)))
          .isNotEqualTo(elements(second, key));
    }
    Tensor none = Tensor.vector(1.0).sharingNoiseOf(first);
    assertThat(elements(none)).containsExactly(1);
  }

  @Test
  void secondOrderGradientsSeeTheNoiseOfTheLossToo() {
    RandomKey key = RandomKey.of(8);
    Tensor first = Noise.standardNormal(DType.DOUBLE, 3);
    Tensor second = Noise.standardNormal(DType.DOUBLE, 3);
    Tensor loss = first.mul(x).add(second.mul(x.square())).sum();
    Tensor ones = Tensor.ones(DType.DOUBLE, 3);
    Tensor h = Gradients.hessianVectorProduct(loss, List.of(x), List.of(ones)).of(x);
    double[] z = elements(second.sharingNoiseOf(loss), key);
    assertThat(elements(h, key)).containsExactly(2 * z[0], 2 * z[1], 2 * z[2]);
  }

  // ---- small helpers

  private static double[] gradient(Tensor loss, Tensor by) {
    return elements(Gradients.of(loss, by).of(by));
  }

  private static double[] gradient(Tensor loss, Tensor by, RandomKey key) {
    return elements(Gradients.of(loss, by).of(by), key);
  }

  private static double[] elements(Tensor t) {
    return NaiveArrays.elements(t.eval());
  }

  private static double[] elements(Tensor t, RandomKey key) {
    INDArray value = t.eval(key);
    return NaiveArrays.elements(value);
  }
}
