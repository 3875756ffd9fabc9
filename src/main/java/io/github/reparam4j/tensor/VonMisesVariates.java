package io.github.reparam4j.tensor;

/**
 * GammaVariates of the von Mises law on [-pi, pi] of mean direction 0, with density
 * e^(concentration cos z) / (2 pi I0(concentration)), that can be differentiated by the
 * concentration.
 *
 * <p>The value comes from rejection sampling (Best and Fisher 1979). Its gradient is the implicit
 * one, dz/dconcentration = -(dF/dconcentration) / f(z) (Figurnov, Mohamed and Mnih, "Implicit
 * reparameterization gradients", NeurIPS 2018), good to 1e-12 in DOUBLE and 1e-6 in FLOAT. It can
 * be computed with, but not differentiated again by the concentration: that is refused.
 */
public final class VonMisesVariates {
  private VonMisesVariates() {}

  /**
   * GammaVariates from noise. Where the first proposal is rejected, further random numbers are a
   * hash of the noise: so the same noise gives the same variates.
   *
   * @param concentration &gt;= 0, 0 for the uniform law; 1 / concentration is about the variance if
   *     it is large
   * @param noise two independent tensors of uniform noise on (0, 1), such as {@link Noise#uniform};
   *     all shapes broadcast together
   * @return the variates, of the common shape, in radians; NaN where the concentration is below 0
   * @throws IllegalArgumentException if there are not two noise tensors, or shapes or types do not
   *     fit
   */
  public static Tensor of(Tensor concentration, Tensor... noise) {
    if (noise.length != 2) {
      throw Failure.argument(
          "VonMisesVariates.of",
          "there must be two tensors of uniform noise",
          noise.length,
          "make each with Noise.uniform");
    }
    Tensor value =
        Tensor.apply(
            VonMisesFunction.VON_MISES_VARIATE,
            concentration.stopGradient(),
            noise[0].stopGradient(),
            noise[1].stopGradient());
    return Tensor.withGradient(
        value, (input, z, g) -> g.multiplyNoNan(byConcentration(concentration, z)), concentration);
  }

  /**
   * The distribution function. Differentiable once by the concentration, at will by z.
   *
   * @param concentration &gt;= 0
   * @param z angles in radians; those beyond -pi or pi count as -pi or pi
   * @return the probability of an angle up to z; shapes broadcast
   */
  public static Tensor cdf(Tensor concentration, Tensor z) {
    return Tensor.apply(VonMisesFunction.VON_MISES_CDF, concentration, z);
  }

  static Tensor byConcentration(Tensor concentration, Tensor z) {
    return Tensor.apply(VonMisesFunction.VON_MISES_VARIATE_BY_CONCENTRATION, concentration, z);
  }
}
