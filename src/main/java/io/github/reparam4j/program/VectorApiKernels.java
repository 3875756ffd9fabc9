package io.github.reparam4j.program;

import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import java.util.HashMap;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The kernels on {@code jdk.incubator.vector}, gathered: of an operation there is one wherever it
 * was measured to be faster than the operation's own loop, on JDK 17 or 25. What lanes past n hold
 * does not matter, and a lane's result depends on its own inputs only.
 */
final class VectorApiKernels implements VectorKernels {
  private static final int FLOATS = VectorApiFloats.SPECIES.length();
  private static final int DOUBLES = VectorApiDoubles.SPECIES.length();

  private final Map<Elementwise, Loops.Floats> floats = new HashMap<>();
  private final Map<Elementwise, Loops.Doubles> doubles = new HashMap<>();

  VectorApiKernels() {
    VectorApiDoubleLoops.addTo(doubles);
    VectorApiCircles.addTo(doubles);
    VectorApiErrors.addTo(doubles);
    VectorApiFloatLoops.addTo(floats);
    for (Elementwise op : doubles.keySet()) {
      Loops.Doubles kernel = doubles.get(op);
      floats.computeIfAbsent(
          op,
          o ->
              o.arity() == 1
                  ? VectorApiWidening.unary(kernel)
                  : VectorApiWidening.binary(kernel));
    }
  }

  @Override
  public Loops.Floats floats(Elementwise op) {
    return floats.get(op);
  }

  @Override
  public Loops.Doubles doubles(Elementwise op) {
    return doubles.get(op);
  }

  // ---- sums, in double precision

  @Override
  public double sum(float[] x, int at, int n) {
    DoubleVector low = VectorApiDoubles.ZERO;
    DoubleVector high = low;
    int end = at + n;
    int i = at;
    for (; i + FLOATS <= end; i += FLOATS) {
      FloatVector v = VectorApiFloats.load(x, i);
      low = low.add(half(v, 0));
      high = high.add(half(v, 1));
    }
    double total = low.add(high).reduceLanes(VectorOperators.ADD);
    for (; i < end; i++) {
      total += x[i];
    }
    return total;
  }

  @Override
  public void addTo(double[] sums, int sumsAt, float[] x, int at, int n) {
    int i = 0;
    for (; i + FLOATS <= n; i += FLOATS) {
      FloatVector v = VectorApiFloats.load(x, at + i);
      int j = sumsAt + i;
      VectorApiDoubles.load(sums, j).add(half(v, 0)).intoArray(sums, j);
      j += DOUBLES;
      VectorApiDoubles.load(sums, j).add(half(v, 1)).intoArray(sums, j);
    }
    for (; i < n; i++) {
      sums[sumsAt + i] += x[at + i];
    }
  }

  private static DoubleVector half(FloatVector v, int part) {
    return (DoubleVector) v.convertShape(VectorOperators.F2D, VectorApiDoubles.SPECIES, part);
  }
}
