/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.reparam4j.distribution.DistributionCase.Has;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Parameter;
import io.github.reparam4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link LogitNormal}. */
class LogitNormalTest extends LocationScaleContract {
  @Override
  Distribution of(Tensor loc, Tensor scale) {
    return LogitNormal.of(loc, scale);
  }

  @Override
  Has[] lacks() {
    return new Has[] {Has.MODE};
  }

  @Override
  Stream<DistributionCase> cases() {
    return Stream.of(member(0.3, 1), member(-4, 0.5), member(0, 1.5));
  }

  @Test
  void densityIsZeroAtTheEnds() {
    double[] atEnds = values(LogitNormal.of(0, 2).logProb(Tensor.vector(0.0, 1.0)));
    assertThat(atEnds).containsOnly(Double.NEGATIVE_INFINITY);
  }

  /** x = 1 - exp(-60) rounds to 1; the density there, of the order of exp(60), is not lost. */
  @Test
  void logDensityOfASampleSurvivesTheRoundingOfTheSample() {
    SampleWithLogProb both = LogitNormal.of(60, 1e-3).rsampleAndLogProb(5);
    assertThat(values(both.sample())).containsOnly(1.0);
    double atMean = 60 - Math.log(1e-3);
    for (double p : values(both.logProb())) {
      assertThat(p).isBetween(atMean - 30, atMean);
    }
  }

  /**
   * Mean, variance, entropy, then the derivatives of mean, variance and entropy by loc and scale:
   * integrals over z of 40 digits, split at the turn of the sigmoid. mpmath: quad(npdf(z) f(loc +
   * scale z)).
   */
  @ParameterizedTest
  @CsvSource({
    "0.3, 1.0, 5.6170680345924207e-1, 4.2357543340923967e-2, -2.1173373260796738e-1,"
        + " 2.038347270659185e-1, -1.8431702273146378e-2, -6.7242766093033878e-3,"
        + " 6.1815122682701389e-2, -1.2341360691848414e-1, 5.9233054586816299e-1",
    "-4, 0.5, 2.0219391277826226e-2, 1.0873183412646063e-4, -3.3151764576863134,"
        + " 1.970183566005393e-2, 9.3500446987349077e-3, 2.0502801437999448e-4,"
        + " 5.7561221328432523e-4, 9.5956121744434755e-1, 1.9802981643399461",
    "10, 30.0, 6.3032958988681765e-1, 2.2045512531215673e-1, -2.0475368723553517e+1,"
        + " 1.2559072687777194e-2, -4.1711422619008915e-3, -3.1345995101167722e-3,"
        + " 1.4581829236574109e-3, -2.606591797736353e-1, -7.202110279332983e-1",
    "-100, 3.0, 3.3487056758131259e-42, 9.0855389403327483e-80, -9.7482449178127218e+1,"
        + " 3.3487056758131259e-42, 1.0046117027428346e-41, 1.8171077880665497e-79,"
        + " 1.0903319557921092e-78, 1.0, 3.3333333333333333e-1",
    "2, 10000.0, 5.000797884542359e-1, 2.4996009940721655e-1, -7.9682166199471297e+3,"
        + " 3.9894226586025029e-5, -7.9788450547115301e-9, -6.3653994599655819e-9,"
        + " 3.9906956072058755e-9, -1.5957690847179215e-4, -7.9778453172050059e-1",
    "-3, 1e-06, 4.7425873177587227e-2, 2.0409305844449415e-15, -1.5493746727907131e+1,"
        + " 4.5176659730928598e-2, 4.0891574660952838e-8, 3.6946895086408031e-15,"
        + " 4.0818611688945307e-9, 9.0514825364482555e-1, 9.9999999999990969e+5",
    "0.5, 2.0, 5.7524253173763351e-1, 9.5725081355953452e-2, -6.1081761797445779e-2,"
        + " 1.4861348006175776e-1, -2.2283144565361776e-2, -1.1222536697693058e-2,"
        + " 4.6171218969452188e-2, -1.5048506347526701e-1, -9.4453920247031049e-2",
    "0.5, 2.001, 5.7522025336970336e-1, 9.5771242780311342e-2, -6.1176403636543129e-2,"
        + " 1.4857067070268629e-1, -2.2273591655989636e-2, -1.1219816774237279e-2,"
        + " 4.6151630346154498e-2, -1.5044050673940672e-1, -9.4829699214619229e-2",
    "-40, 8.0, 5.7998663439840838e-7, 2.264868697584036e-7, -3.6501621765507455e+1,"
        + " 3.5349942825550871e-7, 1.6606260984711485e-6, 1.4592075589672783e-7,"
        + " 7.2549274556093198e-7, 9.999988400267312e-1, 1.2499434400914791e-1"
  })
  void momentsAndTheirGradientsMatchFortyDigits(ArgumentsAccessor row) {
    Parameter loc = Parameter.of("loc", Tensor.scalar(row.getDouble(0)).eval());
    Parameter scale = Parameter.of("scale", Tensor.scalar(row.getDouble(1)).eval());
    LogitNormal d = LogitNormal.of(loc, scale);
    Tensor[] values = {d.mean(), d.variance(), d.entropy()};
    for (int i = 0; i < 3; i++) {
      assertRelative(values[i], row.getDouble(2 + i));
      Gradients g = Gradients.of(values[i], loc, scale);
      assertRelative(g.of(loc), row.getDouble(5 + 2 * i));
      assertRelative(g.of(scale), row.getDouble(6 + 2 * i));
    }
  }

  private static void assertRelative(Tensor actual, double exact) {
    assertThat(actual.evalScalar()).isCloseTo(exact, within(1e-10 * Math.abs(exact)));
  }
}
