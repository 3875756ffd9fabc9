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
    DoubleVector low = DoubleVector.zero(VectorApiDoubles.SPECIES);
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
  public void addRows(double[] sums, int sumsAt, float[] x, int width, int n) {
    int column = 0;
    for (; column + FLOATS <= width; column += FLOATS) {
      int at = sumsAt + column;
      DoubleVector low = VectorApiDoubles.load(sums, at);
      DoubleVector high = VectorApiDoubles.load(sums, at + DOUBLES);
      for (int i = column; i < n; i += width) {
        FloatVector v = VectorApiFloats.load(x, i);
        low = low.add(half(v, 0));
        high = high.add(half(v, 1));
      }
      low.intoArray(sums, at);
      high.intoArray(sums, at + DOUBLES);
    }
    for (; column < width; column++) {
      double sum = sums[sumsAt + column];
      for (int i = column; i < n; i += width) {
        sum += x[i];
      }
      sums[sumsAt + column] = sum;
    }
  }

  private static DoubleVector half(FloatVector v, int part) {
    return (DoubleVector) v.convertShape(VectorOperators.F2D, VectorApiDoubles.SPECIES, part);
  }
}
