/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.kernel;

import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A random graph of arithmetic on matrices, rows, columns and scalars, a pure function of a seed.
 * All operations round as the naive evaluator does, so that the bits are known.
 */
public final class RandomArithmetic {
  private final SplittableRandom random;
  private final Map<Input, double[]> values = new LinkedHashMap<>();
  private final List<Tensor> pool = new ArrayList<>();

  /**
   * @param operations how many operations are drawn
   */
  public RandomArithmetic(long seed, DType dtype, int rows, int columns, int operations) {
    this.random = new SplittableRandom(seed);
    Tensor matrix = input("matrix", dtype, rows, columns);
    input("other", dtype, rows, columns);
    input("row", dtype, columns);
    input("column", dtype, rows, 1);
    input("scalar", dtype);
    // Makes the following operations have the matrix's shape.
    pool.replaceAll(t -> t == matrix ? t : t.add(matrix.mul(0.5)));
    pool.addAll(values.keySet());
    for (int i = 0; i < operations; i++) {
      pool.add(next(pick(), pick()));
    }
  }

  private Tensor input(String name, DType dtype, long... shape) {
    Input input = Input.of(name, dtype, shape);
    values.put(input, random.doubles(input.shape().size(), -2, 2).toArray());
    pool.add(input);
    return input;
  }

  /** Draws an earlier expression, usually a late one. */
  private Tensor pick() {
    int among = random.nextInt(3) == 0 ? pool.size() : Math.min(pool.size(), 6);
    return pool.get(pool.size() - 1 - random.nextInt(among));
  }

  private Tensor next(Tensor a, Tensor b) {
    return switch (random.nextInt(15)) {
      case 0 -> a.neg();
      case 1 -> a.abs().sub(1);
      case 2 -> a.square().mul(0.2);
      case 3 -> a.abs().sqrt();
      case 4 -> a.square().add(0.4).reciprocal();
      case 5 -> a.div(b.abs().add(0.5));
      case 6 -> a.maximum(b);
      case 7 -> a.minimum(b);
      case 8 -> a.mul(0.25).add(1.5);
      case 9 -> a.neg().neg().mul(b).maximum(-5).minimum(7);
      case 10 -> Tensor.where(a.ge(0.25), a.floor(), b.mul(-1.5));
      case 11 -> Tensor.where(a.gt(b), a, b.mul(0.7));
      case 12 -> b.abs().require(Condition.NON_NEGATIVE, "RandomArithmetic", "x", null).sub(a);
      case 13 -> a.add(b);
      default -> a.sub(b);
    };
  }

  /** The last value and some intermediate values, which must be stored. */
  public List<Tensor> outputs() {
    List<Tensor> outputs = new ArrayList<>();
    outputs.add(pool.get(pool.size() - 1));
    for (int i = 0; i < 3; i++) {
      outputs.add(pick());
    }
    return outputs;
  }

  public Binding[] bindings() {
    return values.entrySet().stream()
        .map(e -> e.getKey().bind(array(e.getKey(), e.getValue())))
        .toArray(Binding[]::new);
  }

  /** An array of an input's shape and type. */
  public static INDArray array(Input input, double... elements) {
    INDArray array = Nd4j.create(elements, new long[] {elements.length}, 'c');
    return array.castTo(input.dtype().toNd4j()).reshape('c', input.shape().toLongs());
  }

  /** A naive evaluator with this graph's values bound. */
  public NaiveEvaluator naive() {
    NaiveEvaluator naive = new NaiveEvaluator(null, List.of());
    values.forEach(naive::bind);
    return naive;
  }
}
