/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import io.github.reparam4j.tensor.Binding;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Gradients;
import io.github.reparam4j.tensor.Input;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Noise;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A random expression graph with values for its inputs, a pure function of a seed. Operations are
 * drawn one after another and applied to earlier expressions; one whose naive value is not finite,
 * large, or close to a discontinuity is dropped, so that rounding errors stay small.
 */
public final class RandomGraph {
  public static final RandomKey KEY = RandomKey.of(99);

  private static final double LARGEST = 30;
  private static final int MAX_ELEMENTS = 20_000;

  private static final long[][] SMALL = {
    {}, {1}, {4}, {3, 4}, {2, 3, 4}, {3, 1}, {1, 4}, {2, 1, 4}, {4, 4}, {0, 4}
  };
  private static final long[][] LARGE = {
    {}, {120}, {80, 120}, {80, 1}, {9000}, {2, 40, 120}, {1, 120}, {80, 80}
  };

  private final SplittableRandom random;
  private final boolean elementwiseOnly;
  private final NaiveEvaluator naive;
  private final List<Input> inputs = new ArrayList<>();
  private final Map<Input, double[]> values = new LinkedHashMap<>();
  private final List<Tensor> pool = new ArrayList<>();
  private final List<Tensor> noise = new ArrayList<>();

  /**
   * @param dtypes types of the inputs; if there are both, there are conversions
   */
  public RandomGraph(long seed, boolean large, boolean elementwiseOnly, DType... dtypes) {
    this.random = new SplittableRandom(seed);
    this.elementwiseOnly = elementwiseOnly;
    long[][] shapes = large ? LARGE : SMALL;
    for (int i = 0; i < 5; i++) {
      DType dtype = dtypes[random.nextInt(dtypes.length)];
      Input input = Input.of("x" + i, dtype, shapes[random.nextInt(shapes.length)]);
      double[] x = random.doubles(input.shape().size(), -2, 2).toArray();
      inputs.add(input);
      values.put(input, x);
    }
    for (int i = 0; i < 2; i++) {
      NoiseDistribution distribution =
          NoiseDistribution.values()[random.nextInt(NoiseDistribution.values().length)];
      Shape shape = Shape.of(shapes[random.nextInt(shapes.length)]);
      noise.add(Noise.of(distribution, dtypes[random.nextInt(dtypes.length)], shape));
    }
    naive = new NaiveEvaluator(KEY, noise);
    values.forEach(naive::bind);
    pool.addAll(inputs);
    pool.addAll(noise);
    int wanted = pool.size() + 10 + random.nextInt(30);
    RandomOps ops = new RandomOps(random, naive, pool, dtypes.length > 1);
    for (int attempt = 0; attempt < 400 && pool.size() < wanted; attempt++) {
      Tensor made = elementwiseOnly ? ops.elementwise() : ops.any();
      if (made != null && isTame(made)) {
        pool.add(made);
      }
    }
  }

  private boolean isTame(Tensor t) {
    if (t.shape().size() > MAX_ELEMENTS) {
      return false;
    }
    for (double x : naive.value(t)) {
      if (!(Math.abs(x) <= LARGEST)) {
        return false;
      }
    }
    return true;
  }

  List<Input> inputs() {
    return inputs;
  }

  /** Expressions of the graph, and a loss; they count the noise leaves of the whole graph. */
  List<Tensor> outputs() {
    Tensor context = noise.get(0).sum().cast(DType.DOUBLE);
    context = context.add(noise.get(1).sum().cast(DType.DOUBLE));
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      outputs.add(pool.get(pool.size() - 1 - i).sharingNoiseOf(context));
    }
    outputs.add(pool.get(random.nextInt(pool.size())).sharingNoiseOf(context));
    outputs.add(loss().sharingNoiseOf(context));
    return outputs;
  }

  /** Gradients of the last output by all inputs. */
  List<Tensor> gradients(List<Tensor> outputs) {
    Tensor loss = outputs.get(outputs.size() - 1);
    Gradients g = Gradients.orZero(loss, inputs.toArray(Tensor[]::new));
    return inputs.stream().map(g::of).toList();
  }

  private Tensor loss() {
    Tensor loss = Tensor.scalar(0.25);
    for (Tensor t : pool.subList(pool.size() / 2, pool.size())) {
      long n = Math.max(1, t.shape().size());
      Tensor part = elementwiseOnly ? t.square().sum() : t.tanh().add(t.mul(0.1)).sum();
      loss = loss.add(part.cast(DType.DOUBLE).mul(1.0 / n));
    }
    return loss;
  }

  public Binding[] bindings() {
    return values.entrySet().stream()
        .map(e -> e.getKey().bind(array(e.getKey(), e.getValue())))
        .toArray(Binding[]::new);
  }

  /** A naive evaluator with this graph's values bound. */
  NaiveEvaluator naive(List<Tensor> roots) {
    NaiveEvaluator fresh = new NaiveEvaluator(KEY, roots);
    values.forEach(fresh::bind);
    return fresh;
  }

  private static INDArray array(Input input, double... elements) {
    long[] shape = input.shape().toLongs();
    if (elements.length == 0) {
      return Nd4j.create(input.dtype().toNd4j(), shape);
    }
    INDArray array = Nd4j.create(elements, new long[] {elements.length}, 'c');
    return array.castTo(input.dtype().toNd4j()).reshape('c', shape);
  }
}
