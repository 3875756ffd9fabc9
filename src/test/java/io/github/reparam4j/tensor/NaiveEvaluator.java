/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import io.github.reparam4j.random.NoiseDistribution;
import io.github.reparam4j.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The reference for tests of programs: computes expressions by simple loops, one operation at a
 * time, in double precision. It shares no code with the executor. The value of each FLOAT
 * expression is rounded to float.
 *
 * <p>Noise leaves have the same streams as in a program with the same roots: the rank of their
 * serial numbers among all reached leaves, including those of contexts of {@code sharingNoiseOf}.
 */
public final class NaiveEvaluator {
  private final RandomKey key;
  private final Map<Leaf.RandomDraw, Integer> streams = new IdentityHashMap<>();
  private final Map<Tensor, double[]> bound = new IdentityHashMap<>();
  private final Map<Tensor, double[]> values = new IdentityHashMap<>();

  /** Element-wise operations as they were computed last, for other values of the inputs. */
  private final Map<Tensor, Computed> earlier = new IdentityHashMap<>();

  private final Map<List<Shape>, int[]> broadcasts = new HashMap<>();

  /**
   * @param key key of the noise, or null if there is none
   * @param roots the expressions that a program would compute together
   */
  public NaiveEvaluator(RandomKey key, List<Tensor> roots) {
    this.key = key;
    List<Leaf.RandomDraw> draws = new ArrayList<>();
    Map<Tensor, Boolean> seen = new IdentityHashMap<>();
    roots.forEach(t -> collectDraws(t, seen, draws));
    draws.sort(Comparator.comparingLong(Leaf.RandomDraw::serial));
    draws.forEach(d -> streams.put(d, streams.size()));
  }

  private static void collectDraws(
      Tensor t, Map<Tensor, Boolean> seen, List<Leaf.RandomDraw> draws) {
    if (seen.put(t, true) != null) {
      return;
    }
    if (t.op() instanceof Leaf.RandomDraw d) {
      draws.add(d);
    }
    t.inputs().forEach(input -> collectDraws(input, seen, draws));
  }

  /** Sets the value of an input, or replaces the value of a variable. */
  public NaiveEvaluator bind(Tensor leaf, double... elements) {
    bound.put(leaf, rounded(leaf, elements));
    values.clear();
    return this;
  }

  /** The elements in row-major order; callers must not change the array. */
  public double[] value(Tensor t) {
    double[] known = values.get(t);
    if (known == null) {
      known = rounded(t, compute(t));
      values.put(t, known);
    }
    return known;
  }

  /** The elements of an array in row-major order. */
  public static double[] elements(INDArray array) {
    return NaiveArrays.elements(array);
  }

  /** The only element. */
  public double scalar(Tensor t) {
    return value(t)[0];
  }

  private static double[] rounded(Tensor t, double... elements) {
    double[] out = elements.clone();
    if (t.dtype() == DType.FLOAT) {
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) out[i];
      }
    }
    return out;
  }

  private double[] compute(Tensor t) {
    Op op = t.op();
    if (op instanceof Leaf leaf) {
      return leaf(leaf, t);
    } else if (op instanceof Marker) {
      return value(t.inputs().get(0));
    } else if (op instanceof Elementwise e) {
      return elementwise(e, t);
    }
    List<double[]> in = t.inputs().stream().map(this::value).toList();
    List<Shape> shapes = t.inputs().stream().map(Tensor::shape).toList();
    if (op instanceof Layout layout) {
      return NaiveArrays.layout(layout, in.get(0), shapes.get(0), t.shape());
    } else if (op instanceof Reduction r) {
      return NaiveArrays.reduce(r, in.get(0), shapes.get(0), t.shape());
    } else if (op instanceof Indexing indexing) {
      return NaiveArrays.indexing(indexing, in, shapes, t.shape());
    } else if (op instanceof Scan scan) {
      return NaiveArrays.scan(scan, in.get(0), t.shape());
    } else if (op instanceof LinearAlgebra algebra) {
      return NaiveMatrices.compute(algebra, in, shapes, t.shape());
    }
    throw new AssertionError("NaiveEvaluator: no case for " + op);
  }

  /**
   * An element-wise operation that was computed.
   *
   * @param from for each operand, the position that each element is computed from
   * @param in the operands' elements
   * @param out the results
   */
  private record Computed(List<int[]> from, List<double[]> in, double[] out) {}

  /** Elements whose operands have not changed since the last time are not computed again. */
  private double[] elementwise(Elementwise op, Tensor t) {
    double[] out = new double[(int) t.shape().size()];
    int arity = t.inputs().size();
    List<double[]> in = t.inputs().stream().map(this::value).toList();
    Computed before = earlier.get(t);
    List<int[]> from =
        before == null
            ? t.inputs().stream().map(i -> positions(i.shape(), t.shape())).toList()
            : before.from;
    double[] x = new double[arity];
    for (int p = 0; p < out.length; p++) {
      boolean changed = before == null;
      for (int i = 0; i < arity; i++) {
        int q = from.get(i)[p];
        x[i] = in.get(i)[q];
        changed = changed || Double.compare(x[i], before.in.get(i)[q]) != 0;
      }
      out[p] = changed ? NaiveFunctions.apply(op, x) : before.out[p];
    }
    earlier.put(t, new Computed(from, in, out));
    return out;
  }

  /** For each element of a shape, the position in an operand that is broadcast to it. */
  private int[] positions(Shape operand, Shape to) {
    return broadcasts.computeIfAbsent(
        List.of(operand, to),
        k ->
            IntStream.range(0, (int) to.size())
                .map(p -> NaiveArrays.broadcastPosition(operand, NaiveArrays.index(to, p)))
                .toArray());
  }

  private double[] leaf(Leaf leaf, Tensor t) {
    int size = (int) t.shape().size();
    if (leaf instanceof Leaf.Full fill) {
      double[] out = new double[size];
      Arrays.fill(out, fill.value());
      return out;
    } else if (leaf instanceof Leaf.Constant constant) {
      return NaiveArrays.elements(constant.array());
    } else if (leaf instanceof Leaf.RandomDraw draw) {
      return draw(draw, size);
    }
    double[] given = bound.get(t);
    if (given == null && t instanceof Variable v) {
      given = NaiveArrays.elements(v.array());
    }
    if (given == null) {
      throw new AssertionError("NaiveEvaluator: no value for " + t);
    }
    return given;
  }

  private double[] draw(Leaf.RandomDraw draw, int size) {
    int half = draw.isAntithetic() ? size / 2 : size;
    int stream = streams.get(draw);
    double[] out = new double[size];
    if (draw.dtype() == DType.FLOAT) {
      float[] floats = new float[size];
      draw.distribution().fill(key, stream, 0, floats, 0, half);
      for (int i = 0; i < half; i++) {
        out[i] = floats[i];
      }
    } else {
      draw.distribution().fill(key, stream, 0, out, 0, half);
    }
    double mirror = draw.distribution() == NoiseDistribution.UNIFORM ? 1 : 0;
    for (int i = half; i < size; i++) {
      out[i] = mirror - out[i - half];
    }
    return out;
  }
}
