/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.nn;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.DType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The usual initial values of a layer's weights [in, out] and biases [out]. Any other function of
 * the key is a {@link WeightInitializer}.
 *
 * <p>Values are a pure function of the key. They are drawn and scaled in double precision, then
 * rounded, so FLOAT and DOUBLE layers start from the same values up to rounding.
 *
 * <pre>{@code
 * INDArray w = Initializer.HE_NORMAL.weight(RandomKey.of(42), DType.FLOAT, 784, 400);
 * }</pre>
 */
public enum Initializer implements WeightInitializer {
  /**
   * Weights and biases uniform on [-b, b] with b = 1 / sqrt(in), therefore of variance 1 / (3 in).
   * Source: the default of PyTorch's {@code torch.nn.Linear}.
   */
  UNIFORM_FAN_IN(NoiseDistribution.UNIFORM, true) {
    @Override
    double standardDeviation(int in, int out) {
      return 1 / Math.sqrt(3.0 * in);
    }
  },

  /**
   * Weights uniform on [-b, b] with b = sqrt(6 / (in + out)), therefore of variance 2 / (in + out);
   * biases 0. Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward
   * neural networks" (2010), equation 16.
   */
  XAVIER_UNIFORM(NoiseDistribution.UNIFORM, false) {
    @Override
    double standardDeviation(int in, int out) {
      return Math.sqrt(2.0 / ((double) in + out));
    }
  },

  /**
   * Weights normal with mean 0 and variance 2 / (in + out); biases 0. Source: Glorot and Bengio
   * (2010), equation 12.
   */
  XAVIER_NORMAL(NoiseDistribution.STANDARD_NORMAL, false) {
    @Override
    double standardDeviation(int in, int out) {
      return Math.sqrt(2.0 / ((double) in + out));
    }
  },

  /**
   * Weights uniform on [-b, b] with b = sqrt(6 / in), therefore of variance 2 / in; biases 0.
   * Source: as {@link #HE_NORMAL}.
   */
  HE_UNIFORM(NoiseDistribution.UNIFORM, false) {
    @Override
    double standardDeviation(int in, int out) {
      return Math.sqrt(2.0 / in);
    }
  },

  /**
   * Weights normal with mean 0 and variance 2 / in; biases 0; suits rectifiers. Source: He et al.,
   * "Delving deep into rectifiers" (2015), equation 10.
   */
  HE_NORMAL(NoiseDistribution.STANDARD_NORMAL, false) {
    @Override
    double standardDeviation(int in, int out) {
      return Math.sqrt(2.0 / in);
    }
  },

  /** Weights normal with mean 0 and variance 1, as suits an {@link Embedding}; biases 0. */
  STANDARD_NORMAL(NoiseDistribution.STANDARD_NORMAL, false) {
    @Override
    double standardDeviation(int in, int out) {
      return 1;
    }
  },

  /** Weights and biases 0, for layers whose output starts at 0. */
  ZEROS(null, false) {
    @Override
    double standardDeviation(int in, int out) {
      return 0;
    }
  };

  private final NoiseDistribution distribution;
  private final boolean drawsBias;

  Initializer(NoiseDistribution distribution, boolean drawsBias) {
    this.distribution = distribution;
    this.drawsBias = drawsBias;
  }

  /** Standard deviation of the values drawn. */
  abstract double standardDeviation(int in, int out);

  /**
   * Initial weights.
   *
   * @param key decides the values; use another one for each parameter
   * @param dtype element type
   * @param in number of inputs, at least 1
   * @param out number of outputs, at least 1
   * @return a new array [in, out]
   * @throws IllegalArgumentException if a size is less than 1, or in * out is above 2^31 - 1
   */
  @Override
  public INDArray weight(RandomKey key, DType dtype, int in, int out) {
    Errors.given("Initializer.weight", "key", key);
    Errors.given("Initializer.weight", "dtype", dtype);
    requireSizes("weight", in, out);
    return array(draw(key, distribution, in, out, in * out), dtype, in, out);
  }

  /**
   * Initial biases.
   *
   * @param key decides the values; use another one for each parameter
   * @param dtype element type
   * @param in number of inputs, at least 1
   * @param out number of outputs, at least 1
   * @return a new array [out]
   * @throws IllegalArgumentException if a size is less than 1, or in * out is above 2^31 - 1
   */
  @Override
  public INDArray bias(RandomKey key, DType dtype, int in, int out) {
    Errors.given("Initializer.bias", "key", key);
    Errors.given("Initializer.bias", "dtype", dtype);
    requireSizes("bias", in, out);
    return array(draw(key, drawsBias ? distribution : null, in, out, out), dtype, out);
  }

  private double[] draw(RandomKey key, NoiseDistribution from, int in, int out, int count) {
    double[] values = new double[count];
    if (from != null) {
      from.fill(key, 0, 0, values, 0, count);
      double scale = standardDeviation(in, out) / Math.sqrt(from.variance());
      for (int i = 0; i < count; i++) {
        values[i] = (values[i] - from.mean()) * scale;
      }
    }
    return values;
  }

  private static INDArray array(double[] values, DType dtype, long... shape) {
    if (dtype == DType.DOUBLE) {
      return Nd4j.create(values, shape, 'c');
    }
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) values[i];
    }
    return Nd4j.create(rounded, shape, 'c');
  }

  private void requireSizes(String method, int in, int out) {
    boolean ok = in >= 1 && out >= 1 && (long) in * out <= Integer.MAX_VALUE;
    if (!ok) {
      throw Errors.argument(
          this + "." + method,
          "sizes must be >= 1 and their product below 2^31",
          "[" + in + ", " + out + "]",
          null);
    }
  }
}
