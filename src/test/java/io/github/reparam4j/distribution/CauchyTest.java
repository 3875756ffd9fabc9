/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import org.apache.commons.statistics.distribution.CauchyDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.junit.jupiter.api.Test;

/** {@link Cauchy}. */
class CauchyTest extends LocationScaleContract {
  @Override
  Distribution of(Tensor loc, Tensor scale) {
    return Cauchy.of(loc, scale);
  }

  @Override
  ContinuousDistribution reference(double... p) {
    return CauchyDistribution.of(p[0], p[1]);
  }

  /** The square of 1e25 overflows a float. */
  @Test
  void farTailIsFinite() {
    Tensor x = Tensor.vector(1e25f, -1e30f);
    Distribution narrow = Cauchy.of(Tensor.zeros(DType.FLOAT), Tensor.fill(DType.FLOAT, 1e-30));
    double[] expected = {
      -Math.log(Math.PI) + Math.log(1e-30) - 2 * Math.log(1e25),
      -Math.log(Math.PI) + 3 * Math.log(1e-30)
    };
    assertClose(values(narrow.logProb(x)), expected, 1e-6, "logProb");
  }

  @Test
  void tailsOfTheDistributionFunctionKeepTheirDigits() {
    Distribution d = Cauchy.of(0, 1);
    double p = d.cdf(Tensor.scalar(-1e20)).evalScalar();
    assertThat(p * Math.PI * 1e20).isBetween(1 - 1e-14, 1 + 1e-14);
    assertThat(d.icdf(Tensor.scalar(p)).evalScalar() / -1e20).isBetween(1 - 1e-14, 1 + 1e-14);
    assertThat(d.icdf(Tensor.scalar(0.5)).evalScalar()).isZero();
  }
}
