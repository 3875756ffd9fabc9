/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.benchmark;

import io.github.reparam4j.distribution.Beta;
import io.github.reparam4j.distribution.Gamma;
import io.github.reparam4j.distribution.NegativeBinomial;
import io.github.reparam4j.distribution.StudentT;
import io.github.reparam4j.distribution.VonMises;
import io.github.reparam4j.tensor.Parameter;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The sum of n log-densities, each of its own parameters and value, and its gradient with respect
 * to all of these; of counts, with respect to the parameters.
 */
final class Densities {
  private Densities() {}

  static Workload student(int n) {
    Parameter df = concentration("df", 103, n);
    Parameter loc = between("loc", -2, 2, 106, n);
    Parameter scale = between("scale", 0.5, 1.5, 107, n);
    Parameter value = between("value", -4, 4, 105, n);
    return Workloads.gradients(
        StudentT.of(df, loc, scale).logProb(value).sum(), df, loc, scale, value);
  }

  static Workload gamma(int n) {
    Parameter concentration = concentration("concentration", 103, n);
    Parameter rate = between("rate", 0.5, 1.5, 107, n);
    Parameter value = between("value", 0.05, 20.05, 105, n);
    return Workloads.gradients(
        Gamma.of(concentration, rate).logProb(value).sum(), concentration, rate, value);
  }

  static Workload beta(int n) {
    Parameter concentration1 = concentration("concentration1", 103, n);
    Parameter concentration0 = concentration("concentration0", 104, n);
    Parameter value = between("value", 0.05, 0.95, 105, n);
    return Workloads.gradients(
        Beta.of(concentration1, concentration0).logProb(value).sum(),
        concentration1,
        concentration0,
        value);
  }

  static Workload negativeBinomial(int n) {
    Parameter totalCount = concentration("totalCount", 103, n);
    Parameter logits = between("logits", -2, 2, 106, n);
    Parameter count = parameter("count", 105, n, u -> Math.floor(20 * u));
    return Workloads.gradients(
        NegativeBinomial.fromLogits(totalCount, logits).logProb(count).sum(), totalCount, logits);
  }

  static Workload vonMises(int n) {
    Parameter loc = between("loc", -2, 2, 106, n);
    Parameter concentration = concentration("concentration", 103, n);
    Parameter value = between("value", -3, 3, 105, n);
    return Workloads.gradients(
        VonMises.of(loc, concentration).logProb(value).sum(), loc, concentration, value);
  }

  private static Parameter concentration(String name, int seed, int n) {
    return Parameter.of(name, Nd4j.create(PeerValues.concentrations(n, seed)));
  }

  private static Parameter between(String name, double low, double high, int seed, int n) {
    return parameter(name, seed, n, u -> low + (high - low) * u);
  }

  private static Parameter parameter(String name, int seed, int n, DoubleUnaryOperator of) {
    float[] values = PeerValues.uniform(n, seed);
    for (int i = 0; i < n; i++) {
      values[i] = (float) of.applyAsDouble(values[i]);
    }
    INDArray array = Nd4j.create(values);
    return Parameter.of(name, array);
  }
}
