/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * From vectors of length n onto the simplex in n + 1 coordinates, by breaking pieces off a stick of
 * length 1: z[i] = sigmoid(x[i] - ln(n - i)) for i = 0, ..., n - 1, y[i] is the fraction z[i] of
 * the length that is left, and y[n] is the rest. The offsets ln(n - i) map x = 0 to the centre of
 * the simplex, as in the transforms of PyTorch and Stan.
 *
 * <p>The log-determinant, taken over the first n coordinates, is the sum of ln y[i] + ln(1 - z[i]).
 * Everything is computed from logarithms, so that small pieces keep their relative precision; for
 * the same reason the inverse computes the length that is left as a sum from the end.
 */
public record StickBreaking() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    Errors.given("StickBreaking.forward", "x", x);
    return new Sticks(x, "StickBreaking.forward").logValue().exp();
  }

  @Override
  public Tensor logDet(Tensor x) {
    Errors.given("StickBreaking.logDet", "x", x);
    Sticks s = new Sticks(x, "StickBreaking.logDet");
    return s.logPieces().add(s.logOneMinusZ()).sum(-1);
  }

  /** The logarithms of y and of the lengths that are left. */
  private static final class Sticks {
    private final Tensor shifted;
    private final Tensor logRemaining;

    Sticks(Tensor x, String where) {
      EventShapes.requireRank(where, x, 1);
      int n = x.shape().dim(-1);
      shifted = x.sub(offsets(x.dtype(), n));
      long[] one = EventShapes.batch(x, 1).append(Shape.of(1)).toLongs();
      logRemaining = Tensor.concat(-1, Tensor.zeros(x.dtype(), one), logOneMinusZ().cumsum(-1));
    }

    /** ln(1 - z). */
    Tensor logOneMinusZ() {
      return shifted.neg().logSigmoid();
    }

    /** ln y without the last element. */
    Tensor logPieces() {
      int n = shifted.shape().dim(-1);
      return logRemaining.slice(-1, 0, n).add(shifted.logSigmoid());
    }

    Tensor logValue() {
      int n = shifted.shape().dim(-1);
      return Tensor.concat(-1, logPieces(), logRemaining.slice(-1, n, n + 1));
    }
  }

  private static Tensor offsets(DType dtype, int n) {
    return Tensor.vector(IntStream.range(0, n).mapToDouble(i -> Math.log((double) n - i)).toArray())
        .cast(dtype);
  }

  @Override
  public Tensor inverse(Tensor y) {
    Errors.given("StickBreaking.inverse", "y", y);
    SoftmaxCentered.requireSimplex("StickBreaking.inverse", y);
    int n = y.shape().dim(-1) - 1;
    int[] reversed = Permute.reversedOrder(n);
    int[] fromEnd = IntStream.range(0, n).map(i -> n - i).toArray();
    Tensor remaining = y.gather(-1, fromEnd).cumsum(-1).gather(-1, reversed);
    Tensor pieces = y.slice(-1, 0, n);
    Tensor x = pieces.log().sub(remaining.log()).add(offsets(y.dtype(), n));
    // Where no stick is left, any x gives the same y.
    Tensor isUsedUp = pieces.stopGradient().eq(0).mul(remaining.stopGradient().eq(0));
    return Tensor.where(isUsedUp, Tensor.zeros(y.dtype()), x);
  }

  @Override
  public Constraint domain() {
    return Constraints.REAL_VECTORS;
  }

  @Override
  public Constraint codomain() {
    return Constraint.Structured.SIMPLEX;
  }
}
