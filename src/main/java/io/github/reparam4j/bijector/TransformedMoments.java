/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.bijector;

import io.github.reparam4j.distribution.Distribution;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.ModeBreak;
import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.distribution.numerics.ScalarMoments;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Mean, variance and entropy of a transformed distribution: those of the base where the map is
 * affine or reorders elements, otherwise by quadrature over the quantiles of the base's scalars.
 */
final class TransformedMoments {
  private final TransformedDistribution y;
  private final String method;

  /**
   * The moments of a distribution.
   *
   * @param distribution of y
   * @param method the method that the user called
   */
  TransformedMoments(TransformedDistribution distribution, String method) {
    this.y = distribution;
    this.method = method;
  }

  Tensor mean() {
    if (isAffine(y.bijector())) {
      return y.bijector().forward(y.base().mean());
    }
    Optional<TransformedDistribution> element = element();
    return element.isPresent()
        ? element.get().mean()
        : ofScalars(x -> y.bijector().forward(x)).mean();
  }

  Tensor variance() {
    if (isAffine(y.bijector())) {
      Tensor variance = y.base().variance();
      for (Bijector part : parts(y.bijector())) {
        variance = variance(part, variance);
      }
      return variance;
    }
    Optional<TransformedDistribution> element = element();
    return element.isPresent()
        ? element.get().variance()
        : ofScalars(x -> y.bijector().forward(x)).variance();
  }

  /** The entropy of x plus E ln |det df/dx|. */
  Tensor entropy() {
    if (isAffine(y.bijector())) {
      return y.base().entropy().add(constantLogDet());
    }
    Optional<TransformedDistribution> element = element();
    if (element.isPresent()) {
      Independent base = (Independent) y.base();
      Tensor sum = element.get().entropy();
      for (int i = 0; i < base.axes(); i++) {
        sum = sum.sum(-1);
      }
      return sum;
    }
    Tensor logDet = ofScalars(x -> y.bijector().logDet(x)).expectation();
    return y.base().entropy().add(logDet);
  }

  /** The distribution of one element, if elements are independent and mapped one by one. */
  private Optional<TransformedDistribution> element() {
    Bijector scalar = y.bijector() instanceof Block b ? b.element() : y.bijector();
    boolean isElementwise =
        y.base() instanceof Independent i
            && i.axes() > 0
            && i.base().eventShape().isScalar()
            && scalar.domain().eventRank() == 0;
    return isElementwise
        ? Optional.of(TransformedDistribution.of(((Independent) y.base()).base(), scalar))
        : Optional.empty();
  }

  private ScalarMoments ofScalars(UnaryOperator<Tensor> function) {
    Distribution x = y.base();
    if (!x.eventShape().isScalar() || !y.eventShape().isScalar()) {
      throw Errors.unsupported(
          "TransformedDistribution." + method,
          "the bijector must be affine or act on independent scalars",
          y.bijector(),
          "estimate it from samples");
    }
    return new ScalarMoments(
        y.batchShape(),
        y.dtype(),
        p -> function.apply(x.icdf(p)),
        q -> function.apply(x.inverseSurvival(q)),
        ModeBreak.of(x));
  }

  // ---- affine maps

  /** ln |det df/dx| for each event, the same at all x. */
  private Tensor constantLogDet() {
    Shape event = y.base().eventShape();
    Tensor zero = Tensor.zeros(y.dtype(), y.batchShape().append(event).toLongs());
    int extraAxes = event.rank() - y.bijector().domain().eventRank();
    return EventShapes.sumLast(y.bijector().logDet(zero), extraAxes);
  }

  private static List<Bijector> parts(Bijector b) {
    return b instanceof Chain c ? c.parts() : List.of(b);
  }

  /** Whether f(x) is A x + b, with a variance of y that follows from that of x. */
  private boolean isAffine(Bijector b) {
    boolean isMixed = method.equals("variance");
    return parts(b).stream()
        .allMatch(
            part ->
                part instanceof Identity
                    || part instanceof Shift
                    || part instanceof Scale
                    || part instanceof Affine
                    || part instanceof Permute
                    || part instanceof Reshape
                    || part instanceof AffineTril && !isMixed);
  }

  private static Tensor variance(Bijector part, Tensor variance) {
    if (part instanceof Shift s) {
      return variance.broadcastTo(variance.shape().broadcast(s.shift().shape()));
    }
    if (part instanceof Scale s) {
      return variance.mul(s.scale().square());
    }
    if (part instanceof Affine a) {
      Tensor scaled = variance.mul(a.scale().square());
      return scaled.broadcastTo(scaled.shape().broadcast(a.shift().shape()));
    }
    return part.forward(variance);
  }
}
