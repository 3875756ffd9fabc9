/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.nn.Layer;
import io.github.reparam4j.program.Program;
import io.github.reparam4j.program.RunResult;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Tensor;
import io.github.reparam4j.training.TrainingResult;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A fitted model of the density of targets given features, in the units of the data.
 *
 * <pre>{@code
 * try (FittedDensity fitted = ConditionalGaussian.of(50).fit(x, y, options)) {
 *   Prediction p = fitted.predict(xNew);
 *   double nll = -fitted.logDensity(xTest, yTest).meanNumber().doubleValue();
 * }
 * }</pre>
 *
 * <p>Immutable, and safe for use by several threads at once. Its program holds memory outside of
 * the Java heap, which {@link #close} frees; if that is forgotten, it is freed some time after the
 * object is unreachable. Predictions stay valid.
 */
public final class FittedDensity implements AutoCloseable {
  /** Rows of one run. A shorter array is padded to a power of two, so that there are few plans. */
  private static final int CHUNK = 1024;

  private final StandardizedData.Units units;
  private final List<DensityNetwork> members;
  private final Program program;

  FittedDensity(StandardizedData.Units units, List<DensityNetwork> members) {
    this.units = units;
    this.members = List.copyOf(members);
    this.program = Program.tracing(this::outputs);
  }

  /** The parameters of the mixture of all members, standardised. */
  private Program.Definition outputs(List<Input> in) {
    List<GaussianMixture> each =
        members.stream().map(member -> member.inference().density(in.get(0))).toList();
    return Program.Definition.of(
        joined(each, mixture -> mixture.logits().logSoftmax(-1)),
        joined(each, GaussianMixture::means),
        joined(each, GaussianMixture::deviations));
  }

  private static Tensor joined(List<GaussianMixture> each, Function<GaussianMixture, Tensor> part) {
    return Tensor.concat(-1, each.stream().map(part).toArray(Tensor[]::new));
  }

  // ---- predictions

  /**
   * Predicts the densities of the targets at some features.
   *
   * @param x FLOAT or DOUBLE [n, features], n at least 1
   * @return the densities of n rows, in the units of the targets
   * @throws IllegalArgumentException if the shape or the type does not fit
   * @throws IllegalStateException if this is closed
   */
  public Prediction predict(INDArray x) {
    requireFeatures("FittedDensity.predict", x);
    INDArray scaled = units.x().apply(x).castTo(units.dtype().toNd4j());
    int n = Math.toIntExact(x.size(0));
    int d = units.targets();
    int k = members.stream().mapToInt(DensityNetwork::components).sum();
    double[] logits = new double[n * k];
    double[] means = new double[n * d * k];
    double[] deviations = new double[n * d * k];
    for (int from = 0; from < n; from += CHUNK) {
      int rows = Math.min(CHUNK, n - from);
      RunResult result = program.run(null, padded(scaled, from, rows));
      copy(result.get(0), logits, from * k, rows * k);
      copy(result.get(1), means, from * d * k, rows * d * k);
      copy(result.get(2), deviations, from * d * k, rows * d * k);
    }
    double[] shift = units.y().means();
    double[] scale = units.y().standardDeviations();
    for (int i = 0; i < means.length; i++) {
      int target = i / k % d;
      means[i] = means[i] * scale[target] + shift[target];
      deviations[i] *= scale[target];
    }
    return new Prediction(
        new GaussianMixture(
            Tensor.constant(logits, n, k),
            Tensor.constant(means, n, d, k),
            Tensor.constant(deviations, n, d, k)),
        units.hasVectors());
  }

  /** Some rows, and rows of zeros up to the next power of two. */
  private static INDArray padded(INDArray x, int from, int rows) {
    int size = Integer.highestOneBit(2 * rows - 1);
    INDArray chunk = x.get(NDArrayIndex.interval(from, from + rows), NDArrayIndex.all());
    if (size == rows) {
      return chunk;
    }
    INDArray padded = Nd4j.zeros(x.dataType(), size, x.size(1));
    padded.get(NDArrayIndex.interval(0, rows), NDArrayIndex.all()).assign(chunk);
    return padded;
  }

  private static void copy(INDArray from, double[] to, int at, int count) {
    double[] values = from.castTo(DataType.DOUBLE).ravel().toDoubleVector();
    System.arraycopy(values, 0, to, at, count);
  }

  private void requireFeatures(String where, INDArray x) {
    StandardizedData.requireFloating(where, "x", x);
    if (x.rank() != 2 || x.isEmpty() || x.size(1) != units.features()) {
      throw Errors.argument(
          where,
          "x must have shape [n, " + units.features() + "]",
          StandardizedData.shown(x),
          null);
    }
  }

  /**
   * The logarithm of the density of targets at features: {@code predict(x).logDensity(y)}.
   *
   * @param x FLOAT or DOUBLE [n, features]
   * @param y FLOAT or DOUBLE, of the shape that the targets of the fit had
   * @return DOUBLE [n], in nats, of the density per unit of the targets
   * @throws IllegalArgumentException if a shape or type does not fit
   * @throws IllegalStateException if this is closed
   */
  public INDArray logDensity(INDArray x, INDArray y) {
    requireFeatures("FittedDensity.logDensity", x);
    return predict(x).logDensity(y);
  }

  // ---- what was fitted

  /**
   * The networks, as they are used after training: from standardised features to k logits, if there
   * are k &gt; 1 components, then the means, then numbers of which softplus plus 0.001 are the
   * standard deviations, of standardised targets.
   *
   * @return one network, or those of an ensemble
   */
  public List<Layer> networks() {
    return members.stream().map(member -> member.network().inference()).toList();
  }

  /** {@return the result of the training of each network; the same for all of an ensemble} */
  public List<TrainingResult> results() {
    return members.stream().map(DensityNetwork::result).toList();
  }

  /**
   * Frees the memory of the program. Predictions that are under way in other threads finish first;
   * later ones fail.
   */
  @Override
  public void close() {
    program.close();
  }

  @Override
  public String toString() {
    return "FittedDensity(features %d, targets %d, networks %d, %s)"
        .formatted(units.features(), units.targets(), members.size(), units.dtype());
  }
}
