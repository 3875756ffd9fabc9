/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution.variate;

import io.github.reparam4j.tensor.Expressions;
import io.github.reparam4j.tensor.GradientRule;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.tensor.VonMisesFunction;

/**
 * Variates of the von Mises distribution on [-pi, pi] of mean direction 0, with density
 * e^(concentration cos z) / (2 pi I0(concentration)), that can be differentiated with respect to
 * the concentration; and its distribution function.
 *
 * <p>The value comes from rejection sampling (Best and Fisher 1979). Its gradient is the implicit
 * one, dz/dconcentration = -(dF/dconcentration) / f(z) (Figurnov, Mohamed and Mnih, "Implicit
 * reparameterization gradients", NeurIPS 2018), with a relative error of 1e-12 in DOUBLE and 1e-6
 * in FLOAT. It can be differentiated again; a third derivative is an error that says so.
 */
public final class VonMisesVariates {
  private VonMisesVariates() {}

  /**
   * Variates from noise. Where the first proposal is rejected, further random numbers are a hash of
   * the noise: the same noise gives the same variates.
   *
   * <pre>{@code
   * Tensor u = Noise.uniform(DType.DOUBLE, 1000);
   * Tensor v = Noise.uniform(DType.DOUBLE, 1000);
   * Tensor z = VonMisesVariates.of(concentration, u, v);
   * }</pre>
   *
   * @param concentration &gt;= 0, 0 for the uniform distribution; 1 / concentration is about the
   *     variance if it is large
   * @param u uniform noise on (0, 1), such as {@code Noise.uniform}
   * @param v uniform noise on (0, 1), independent of u; all shapes broadcast together
   * @return the variates, of the common shape, in radians; NaN where the concentration is below 0
   * @throws IllegalArgumentException if shapes or types do not fit
   */
  public static Tensor of(Tensor concentration, Tensor u, Tensor v) {
    Tensor value =
        Expressions.apply(
            VonMisesFunction.VON_MISES_VARIATE,
            concentration.stopGradient(),
            u.stopGradient(),
            v.stopGradient());
    GradientRule implicit =
        (input, z, g) ->
            g.multiplyNoNan(
                Expressions.apply(
                    VonMisesFunction.VON_MISES_VARIATE_BY_CONCENTRATION, concentration, z));
    return Tensor.withGradient(value, implicit, concentration);
  }

  /**
   * The distribution function. Differentiable twice with respect to the concentration, any number
   * of times with respect to z.
   *
   * @param concentration &gt;= 0
   * @param z angles in radians; those beyond -pi or pi count as -pi or pi
   * @return the probability of an angle up to z; shapes broadcast
   */
  public static Tensor cdf(Tensor concentration, Tensor z) {
    return Expressions.apply(VonMisesFunction.VON_MISES_CDF, concentration, z);
  }
}
