package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Constraint;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * From vectors of n onto the simplex in n + 1 coordinates, by breaking pieces off a stick: z[i] =
 * sigmoid(x[i] - ln(n - i)) for i = 0, 1, ..., y[i] = z[i] times what the pieces before left, and
 * y[n] is the rest. The offsets make x = 0 the centre, as in PyTorch's and Stan's transforms.
 *
 * <p>The log-determinant, of the first n coordinates, is the sum of ln y[i] + ln(1 - z[i]). All is
 * computed from logarithms, so that small pieces keep their digits; what is left is summed from the
 * end when inverted, for the same reason.
 */
public record StickBreaking() implements Bijector {
  @Override
  public Tensor forward(Tensor x) {
    return new Sticks(x, "StickBreaking.forward").logValue().exp();
  }

  @Override
  public Tensor logDet(Tensor x) {
    Sticks s = new Sticks(x, "StickBreaking.logDet");
    return s.logPieces().add(s.logKept()).sum(-1);
  }

  /** x without offset, and the logarithms of y. */
  private static final class Sticks {
    private final Tensor shifted;
    private final Tensor logLeft;

    Sticks(Tensor x, String where) {
      Events.requireRank(where, x, 1);
      int n = x.shape().dim(-1);
      shifted = x.sub(offsets(x.dtype(), n));
      long[] one = Events.batch(x, 1).append(Shape.of(1)).toLongs();
      logLeft = Tensor.concat(-1, Tensor.zeros(x.dtype(), one), logKept().cumsum(-1));
    }

    /** ln(1 - z). */
    Tensor logKept() {
      return shifted.neg().logSigmoid();
    }

    /** ln y but for the last one. */
    Tensor logPieces() {
      int n = shifted.shape().dim(-1);
      return logLeft.slice(-1, 0, n).add(shifted.logSigmoid());
    }

    Tensor logValue() {
      int n = shifted.shape().dim(-1);
      return Tensor.concat(-1, logPieces(), logLeft.slice(-1, n, n + 1));
    }
  }

  private static Tensor offsets(DType dtype, int n) {
    return Tensor.vector(IntStream.range(0, n).mapToDouble(i -> Math.log((double) n - i)).toArray())
        .cast(dtype);
  }

  @Override
  public Tensor inverse(Tensor y) {
    SoftmaxCentered.requireSimplex("StickBreaking.inverse", y);
    int n = y.shape().dim(-1) - 1;
    int[] backwards = Permute.reversedOrder(n);
    int[] fromEnd = IntStream.range(0, n).map(i -> n - i).toArray();
    Tensor left = y.gather(-1, fromEnd).cumsum(-1).gather(-1, backwards);
    return y.slice(-1, 0, n).log().sub(left.log()).add(offsets(y.dtype(), n));
  }

  @Override
  public Constraint domain() {
    return Events.VECTORS;
  }

  @Override
  public Constraint codomain() {
    return Constraint.Structured.SIMPLEX;
  }
}
