/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.random.NoiseDistribution;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operations without inputs: where values enter an expression. */
public sealed interface Leaf extends Op {

  /** {@return the shape of the leaf} */
  Shape shape();

  /** {@return the element type of the leaf} */
  DType dtype();

  @Override
  default Shape shape(List<Tensor> inputs) {
    return shape();
  }

  @Override
  default DType dtype(List<Tensor> inputs) {
    return dtype();
  }

  @Override
  default Tensor gradient(int input, Tensor y, Tensor g) {
    throw new IllegalStateException(label() + " has no inputs");
  }

  /**
   * One scalar in every element.
   *
   * @param value the scalar; rounded to the element type
   * @param shape the shape
   * @param dtype the element type
   */
  record Full(double value, Shape shape, DType dtype) implements Leaf {
    /**
     * Rounds the scalar.
     *
     * @param value the scalar
     * @param shape the shape
     * @param dtype the element type
     */
    public Full {
      value = dtype == DType.FLOAT ? (float) value : value;
    }

    @Override
    public String label() {
      return "fill(" + value + ")";
    }
  }

  /**
   * Fixed values. Compared by identity.
   *
   * @param array the values, c-ordered; the leaf owns it
   * @param shape their shape
   * @param dtype their type
   */
  record Constant(INDArray array, Shape shape, DType dtype) implements Leaf {
    @Override
    public String label() {
      return "constant";
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Constant c && c.array == array;
    }

    /**
     * Whether another constant has the same shape, type and bits.
     *
     * @param other the other one
     * @return true if it has
     */
    public boolean holdsSameValuesAs(Constant other) {
      return equals(other)
          || shape.equals(other.shape)
              && dtype == other.dtype
              && (array.isEmpty()
                  || NativeArrays.defect(array) == null
                      && NativeArrays.defect(other.array) == null
                      && Arrays.equals(array.data().asDouble(), other.array.data().asDouble()));
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(array);
    }
  }

  /** Marks an {@link Input}. */
  final class Placeholder implements Leaf {
    private final Shape shape;
    private final DType dtype;

    Placeholder(Shape shape, DType dtype) {
      this.shape = shape;
      this.dtype = dtype;
    }

    @Override
    public Shape shape() {
      return shape;
    }

    @Override
    public DType dtype() {
      return dtype;
    }

    @Override
    public String label() {
      return "input";
    }
  }

  /** Marks a {@link Variable}. */
  final class VariableReference implements Leaf {
    private final Shape shape;
    private final DType dtype;

    VariableReference(Shape shape, DType dtype) {
      this.shape = shape;
      this.dtype = dtype;
    }

    @Override
    public Shape shape() {
      return shape;
    }

    @Override
    public DType dtype() {
      return dtype;
    }

    @Override
    public String label() {
      return "variable";
    }
  }

  /**
   * Noise of a distribution, see {@link Noise}. Compared by identity: each leaf is a stream of its
   * own.
   */
  final class RandomDraw implements Leaf {
    private final NoiseDistribution distribution;
    private final Shape shape;
    private final DType dtype;
    private final boolean antithetic;
    private final long serial;

    RandomDraw(
        NoiseDistribution distribution, Shape shape, DType dtype, boolean antithetic, long serial) {
      this.distribution = distribution;
      this.shape = shape;
      this.dtype = dtype;
      this.antithetic = antithetic;
      this.serial = serial;
    }

    /** {@return the distribution of each element} */
    public NoiseDistribution distribution() {
      return distribution;
    }

    /** {@return whether the second half of axis 0 is the reflection of the first} */
    public boolean isAntithetic() {
      return antithetic;
    }

    /** {@return the creation index of the leaf, which orders the streams of a program} */
    public long serial() {
      return serial;
    }

    @Override
    public Shape shape() {
      return shape;
    }

    @Override
    public DType dtype() {
      return dtype;
    }

    @Override
    public String label() {
      return "noise(" + distribution + (antithetic ? ", antithetic)" : ")");
    }
  }
}
