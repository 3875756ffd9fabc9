package io.github.reparam4j.tensor;

/**
 * Functions of the von Mises law of mean direction 0, with density e^(concentration cos z) / (2 pi
 * I0(concentration)) on [-pi, pi]. Input 0 is the concentration, &gt;= 0. NaN in, NaN out; NaN for
 * concentrations below 0. In FLOAT too they are computed in double precision.
 */
public enum VonMisesFunction implements Elementwise {
  /**
   * The distribution function F at z, input 1: 0 up to -pi, 1 from pi on. Derivative by z the
   * density, by the concentration minus the density times {@link
   * #VON_MISES_VARIATE_BY_CONCENTRATION}.
   */
  VON_MISES_CDF(Loops.calling(VonMisesIntegrals::cdf)),

  /**
   * dz/dconcentration of a variate z, input 1, along constant F. Derivative by z: y concentration
   * sin z + I1/I0 - cos z; by the concentration none is implemented, and asking for it is an error.
   */
  VON_MISES_VARIATE_BY_CONCENTRATION(Loops.calling(VonMisesIntegrals::byConcentration)),

  /**
   * A variate made from two uniform numbers, inputs 1 and 2. No gradient: see {@link
   * VonMisesVariates}.
   */
  VON_MISES_VARIATE(
      Loops.ternary(
          (k, u, v, y, n) -> {
            for (int i = 0; i < n; i++) {
              y[i] = VonMisesSampler.toFloat(VonMisesSampler.draw(k[i], u[i], v[i]));
            }
          },
          (k, u, v, y, n) -> {
            for (int i = 0; i < n; i++) {
              y[i] = VonMisesSampler.draw(k[i], u[i], v[i]);
            }
          }));

  private final Loops loops;

  VonMisesFunction(Loops loops) {
    this.loops = loops;
  }

  @Override
  public int arity() {
    return loops.arity();
  }

  @Override
  public Domain domain() {
    return this == VON_MISES_VARIATE ? Domain.UNIT : Domain.POSITIVE;
  }

  @Override
  public Loops loops() {
    return loops;
  }

  @Override
  public Path path(int input) {
    return switch (this) {
      case VON_MISES_CDF -> Path.FLOWS;
      case VON_MISES_VARIATE_BY_CONCENTRATION -> input == 1 ? Path.FLOWS : Path.FORBIDDEN;
      case VON_MISES_VARIATE -> Path.FORBIDDEN;
    };
  }

  @Override
  public Tensor gradient(int input, Tensor y, Tensor g) {
    Tensor concentration = y.inputs().get(0);
    Tensor z = y.inputs().get(1);
    if (this == VON_MISES_CDF) {
      Tensor density = density(concentration, z);
      return g.multiplyNoNan(
          input == 1
              ? density
              : density.mul(VonMisesVariates.byConcentration(concentration, z)).neg());
    }
    Tensor excess = z.mul(0.5).sin().square().mul(2).sub(concentration.besselRatioGap());
    return g.multiplyNoNan(y.mul(concentration).mul(z.sin()).add(excess));
  }

  /** The density for -pi &lt; z &lt; pi, else 0. */
  private static Tensor density(Tensor concentration, Tensor z) {
    Tensor exponent = z.mul(0.5).sin().square().mul(concentration).mul(-2);
    Tensor density = exponent.sub(concentration.logBesselI0e()).exp().mul(0.5 / Math.PI);
    return Tensor.where(z.stopGradient().abs().lt(Math.PI), density, Tensor.fill(z.dtype(), 0));
  }
}
