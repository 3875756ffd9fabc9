/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import static io.github.reparam4j.tensor.OpCase.Arg.integer;
import static io.github.reparam4j.tensor.OpCase.Arg.real;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.OpCase.Arg;
import java.util.EnumSet;
import java.util.List;
import org.nd4j.linalg.factory.Nd4j;

/** The part of {@link OpTable} with leaves and markers. */
final class LeafOpTable {
  private static final long[] S34 = {3, 4};
  private static final Arg X = real(-3, 3, S34);

  private final OpTable table;

  LeafOpTable(OpTable table) {
    this.table = table;
  }

  void fill() {
    leaves();
    markers();
  }

  private void leaves() {
    table.use(
        Leaf.Full.class, "fill", in -> in.get(0).mul(Tensor.fill(in.get(0).dtype(), 0.1, 4)), X);
    table.use(Leaf.Constant.class, "constant", in -> in.get(0).mul(range(in.get(0), 4)), X);
    table.use(Leaf.Placeholder.class, "input", in -> in.get(0), X);
    table.use(Leaf.Placeholder.class, "input", in -> in.get(0), real(-3, 3));
    table.use(
        Leaf.VariableReference.class,
        "variable",
        in -> in.get(0).mul(Variable.of("v", range(in.get(0), 4).eval())),
        X);
    for (NoiseDistribution distribution : NoiseDistribution.values()) {
      table.use(
          Leaf.RandomDraw.class,
          "" + distribution,
          in -> in.get(0).mul(noise(distribution, in.get(0), false)),
          X);
      Arg large = real(-3, 3, 4, 4500);
      table.use(
          Leaf.RandomDraw.class,
          "" + distribution,
          in -> in.get(0).mul(noise(distribution, in.get(0), false)),
          large);
      if (distribution.hasAntithetic()) {
        table.use(
            Leaf.RandomDraw.class,
            distribution + "'",
            in -> in.get(0).mul(noise(distribution, in.get(0), true)),
            large);
      }
    }
  }

  private void markers() {
    table.use(
        Marker.StopGradient.class, "stop", in -> in.get(0).stopGradient(), X.withoutGradient());
    table.use(
        Marker.SharedNoise.class,
        "sharing",
        in -> in.get(0).exp().sharingNoiseOf(in.get(0).sin()),
        X);
    Variable state = Variable.of("state", Nd4j.scalar(0.0));
    table.use(
        Marker.Updating.class,
        "updating",
        in -> in.get(0).exp().updating(state, in.get(0).sum().cast(DType.DOUBLE)),
        X);
    for (Condition c : EnumSet.complementOf(EnumSet.of(Condition.IN_SUPPORT))) {
      table.use(
          Marker.Require.class,
          c.text(),
          in -> in.get(0).require(c, "Test", "x", null).square(),
          switch (c) {
            case PROBABILITY -> real(0.1, 0.9, S34);
            case COUNT -> integer(0, 5, S34).withoutGradient();
            default -> real(0.1, 3, S34);
          });
    }
    table.use(
        Marker.Custom.class,
        "custom",
        in ->
            Tensor.withGradient(
                in.get(0).square(), (i, y, g) -> g.mul(in.get(0)).mul(2), in.get(0)),
        X);
    table.use(
        Marker.OnceDifferentiable.class,
        "once",
        in ->
            Expressions.apply(
                new Marker.OnceDifferentiable("once", (i, y, g) -> g),
                List.of(in.get(0).square(), in.get(0))),
        X.withoutGradient());
    for (Marker m : List.of(new Marker.FirstDerivative("once"), new Marker.FiniteUpdate())) {
      table.use(m.getClass(), m.label(), in -> Expressions.apply(m, in), X, X.withoutGradient());
    }
  }

  private static Tensor noise(NoiseDistribution distribution, Tensor like, boolean antithetic) {
    return antithetic
        ? Noise.antithetic(distribution, like.dtype(), like.shape())
        : Noise.of(distribution, like.dtype(), like.shape());
  }

  private static Tensor range(Tensor like, int n) {
    return Tensor.range(like.dtype(), n).add(0.5);
  }
}
