package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Annotation;
import io.github.reparam4j.tensor.GradientRule;
import io.github.reparam4j.tensor.Graphs;
import io.github.reparam4j.tensor.Tensor;
import java.util.List;

/**
 * Samples with the gradient that holds distribution functions constant: dx/dtheta = -(dF/dtheta) /
 * f for a scalar (Figurnov, Mohamed and Mnih 2018, section 3), and for a vector the solution of
 * dS/dx dx = -dS of its conditional distribution functions S (section 4; A. Graves, "Stochastic
 * backpropagation through mixture density distributions", 2016).
 *
 * <p>The gradient is of first order. It is made from the sample as a constant, so a second
 * derivative with respect to the parameters would lack terms: reverse mode refuses it, see {@link
 * Annotation.OnceDifferentiable}.
 */
final class ImplicitSample {
  private ImplicitSample() {}

  /**
   * Scalars.
   *
   * @param x the sample, without gradient
   * @param cdf F(x), whose gradient by the parameters is used
   * @param density f(x)
   */
  static Tensor ofScalars(Tensor x, Tensor cdf, Tensor density) {
    Tensor f = density.stopGradient();
    return once(x, (input, y, g) -> g.div(f).neg(), cdf);
  }

  /**
   * Vectors on the last axis.
   *
   * @param x the sample, without gradient
   * @param conditional S(x): F of each element given those before it
   * @param jacobian dS/dx, lower-triangular
   */
  static Tensor ofVectors(Tensor x, Tensor conditional, Tensor jacobian) {
    Tensor j = jacobian.stopGradient();
    return once(
        x, (input, y, g) -> j.solveTransposed(g.expandDims(-1)).squeeze(-1).neg(), conditional);
  }

  private static Tensor once(Tensor x, GradientRule rule, Tensor function) {
    Annotation once = new Annotation.OnceDifferentiable("a sample with an implicit gradient", rule);
    return Graphs.apply(once, List.of(x, function));
  }
}
