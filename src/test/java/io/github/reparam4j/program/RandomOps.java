/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Marker.Condition;
import io.github.reparam4j.tensor.NaiveEvaluator;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws operations for a {@link RandomGraph}. A method gives null where its operation does not fit.
 */
final class RandomOps {
  /** The minimum difference of two values that are compared. */
  private static final double MARGIN = 2e-3;

  private final SplittableRandom random;
  private final NaiveEvaluator naive;
  private final List<Tensor> pool;
  private final boolean mixed;

  RandomOps(SplittableRandom random, NaiveEvaluator naive, List<Tensor> pool, boolean mixed) {
    this.random = random;
    this.naive = naive;
    this.pool = pool;
    this.mixed = mixed;
  }

  Tensor any() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> elementwise();
      case 3 -> reduction(pick());
      case 4 -> layout(pick());
      case 5 -> indexing(pick());
      case 6 -> product(pick());
      default -> factor(pick());
    };
  }

  Tensor elementwise() {
    Tensor x = pick();
    return switch (random.nextInt(4)) {
      case 0 -> smooth(x);
      case 1 -> kinked(x);
      case 2 -> binary(x, partner(x));
      default -> selection(x, partner(x));
    };
  }

  /** Draws an earlier expression, usually a late one. */
  private Tensor pick() {
    int latest = Math.min(pool.size(), 8);
    return random.nextInt(3) == 0
        ? pool.get(random.nextInt(pool.size()))
        : pool.get(pool.size() - 1 - random.nextInt(latest));
  }

  /** An expression of the same type that broadcasts with x, perhaps x itself. */
  private Tensor partner(Tensor x) {
    for (int attempt = 0; attempt < 20; attempt++) {
      Tensor t = pick();
      try {
        x.shape().broadcast(t.shape());
        if (t.dtype() == x.dtype()) {
          return t;
        }
      } catch (IllegalArgumentException e) {
        // does not broadcast: another one
      }
    }
    return x;
  }

  private Tensor smooth(Tensor x) {
    Tensor positive = x.square().add(0.3);
    return switch (random.nextInt(24)) {
      case 0 -> x.neg();
      case 1 -> x.square().mul(0.3);
      case 2 -> x.tanh();
      case 3 -> x.sin();
      case 4 -> x.cos();
      case 5 -> x.atan();
      case 6 -> x.sigmoid();
      case 7 -> x.logSigmoid();
      case 8 -> x.softplus();
      case 9 -> x.erf();
      case 10 -> x.erfc();
      case 11 -> x.ndtr();
      case 12 -> x.gelu();
      case 13 -> x.tanh().exp();
      case 14 -> x.tanh().expm1();
      case 15 -> positive.sqrt();
      case 16 -> positive.rsqrt();
      case 17 -> positive.log();
      case 18 -> positive.reciprocal();
      case 19 -> positive.log1p();
      case 20 -> positive.lgamma();
      case 21 -> positive.neg().log1mexp();
      case 22 -> x.mul(0.5).add(0.25).require(Condition.FINITE, "RandomGraph", "x", null);
      default -> mixed ? x.cast(x.dtype() == DType.FLOAT ? DType.DOUBLE : DType.FLOAT) : x.neg();
    };
  }

  private Tensor kinked(Tensor x) {
    int op = random.nextInt(8);
    boolean whole = op < 2;
    for (double v : naive.value(x)) {
      if (Math.abs(whole ? v - Math.rint(v) : v) < MARGIN || Math.abs(v - 1) < MARGIN) {
        return null;
      }
    }
    return switch (op) {
      case 0 -> x.stopGradient().floor();
      case 1 -> x.sub(x.stopGradient().floor());
      case 2 -> x.abs();
      case 3 -> x.stopGradient().sign();
      case 4 -> x.relu();
      case 5 -> x.elu();
      case 6 -> x.leakyRelu(0.2);
      default -> x.clamp(0, 1);
    };
  }

  private Tensor binary(Tensor x, Tensor y) {
    return switch (random.nextInt(9)) {
      case 0 -> x.add(y);
      case 1 -> x.sub(y);
      case 2 -> x.mul(y);
      case 3 -> x.div(y.square().add(0.4));
      case 4 -> x.sigmoid().add(0.4).pow(y.tanh());
      case 5 -> x.logAddExp(y);
      case 6 -> x.xlogy(y.square().add(0.4));
      case 7 -> x.xlog1py(y.sigmoid());
      default -> x.multiplyNoNan(y);
    };
  }

  private Tensor selection(Tensor x, Tensor y) {
    Tensor difference = x.sub(y);
    for (double d : naive.value(difference)) {
      if (Math.abs(d) < MARGIN) {
        return null;
      }
    }
    Tensor a = x.stopGradient();
    Tensor b = y.stopGradient();
    return switch (random.nextInt(8)) {
      case 0 -> x.maximum(y);
      case 1 -> x.minimum(y);
      case 2 -> Tensor.where(a.gt(b), x, y);
      case 3 -> Tensor.where(a.lt(b), x.exp(), y.tanh());
      case 4 -> a.ge(b);
      case 5 -> a.le(b).mul(x);
      case 6 -> a.ne(b).add(a.eq(b));
      default -> x.maximum(y).stopGradient().mul(y);
    };
  }

  private Tensor reduction(Tensor x) {
    if (x.shape().rank() == 0) {
      return null;
    }
    int axis = random.nextInt(x.shape().rank());
    int op = random.nextInt(12);
    if (x.shape().size() == 0 && op > 1) {
      return null;
    }
    if (op < 3 && !isApart(x)) {
      return null;
    }
    return switch (op) {
      case 0 -> x.sumKeepDims(axis);
      case 1 -> x.sum();
      case 2 -> x.maxKeepDims(axis);
      case 3 -> isApart(x) ? x.minKeepDims() : null;
      case 4 -> isApart(x) ? x.argMax(axis).stopGradient() : null;
      case 5 -> x.mean(axis);
      case 6 -> x.mean();
      case 7 -> x.logSumExp(axis);
      case 8 -> x.softmax(axis);
      case 9 -> x.logSoftmax(axis).mul(0.2);
      case 10 -> x.tanh().prod(axis);
      default -> x.mul(0.1).cumsum(axis);
    };
  }

  /** Whether no two elements are near each other. */
  private boolean isApart(Tensor x) {
    double[] sorted = naive.value(x).clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] - sorted[i - 1] < MARGIN) {
        return false;
      }
    }
    return true;
  }

  private Tensor layout(Tensor x) {
    Shape s = x.shape();
    int rank = s.rank();
    if (rank == 0) {
      return x.broadcastTo(2, 3);
    }
    int axis = random.nextInt(rank);
    int length = s.dim(axis);
    int from = random.nextInt(length + 1);
    return switch (random.nextInt(8)) {
      case 0 -> rank >= 2 ? x.transpose() : x.expandDims(0);
      case 1 -> x.permute(rotation(rank));
      case 2 -> x.reshape(s.size());
      case 3 -> x.permute(rotation(rank)).reshape(s);
      case 4 -> x.expandDims(axis);
      case 5 -> x.broadcastTo(Shape.of(2).append(s));
      case 6 -> x.slice(axis, from, length, 1 + random.nextInt(2));
      default -> x.squeeze();
    };
  }

  private int[] rotation(int rank) {
    int[] order = new int[rank];
    int by = random.nextInt(rank);
    Arrays.setAll(order, i -> (i + by) % rank);
    return order;
  }

  private Tensor indexing(Tensor x) {
    if (x.shape().rank() == 0) {
      return Tensor.stack(0, x, x.neg(), x);
    }
    int axis = random.nextInt(x.shape().rank());
    int length = x.shape().dim(axis);
    return switch (random.nextInt(6)) {
      case 0 -> Tensor.concat(axis, x, x.neg().slice(axis, 0, length / 2));
      case 1 -> Tensor.stack(axis, x, x.exp().sub(1));
      case 2 -> {
        int[] positions = length == 0 ? new int[0] : random.ints(3, 0, length).toArray();
        yield x.gather(axis, positions);
      }
      case 3 -> x.shape().size() <= 200 ? x.diag() : null;
      case 4 -> x.shape().rank() >= 2 ? x.tril() : null;
      default -> length == 0 ? null : x.select(axis, random.nextInt(length));
    };
  }

  private Tensor product(Tensor x) {
    int rank = x.shape().rank();
    if (rank == 0) {
      return null;
    }
    int k = x.shape().dim(-1);
    double scale = 1 / Math.sqrt(k + 1.0);
    List<Tensor> fitting = new ArrayList<>();
    for (Tensor t : pool) {
      if (t.dtype() == x.dtype() && t.shape().rank() >= 1) {
        int inner = t.shape().dim(t.shape().rank() == 1 ? 0 : -2);
        if (inner == k && t.shape().rank() <= 2) {
          fitting.add(t);
        }
      }
    }
    if (fitting.isEmpty() || random.nextInt(3) == 0) {
      return rank >= 2 ? x.matmul(x.transpose()).mul(scale) : x.outer(x);
    }
    Tensor right = fitting.get(random.nextInt(fitting.size()));
    return x.matmul(right).mul(scale);
  }

  private Tensor factor(Tensor x) {
    int rank = x.shape().rank();
    if (rank < 2 || x.shape().dim(-2) > 6 || x.shape().dim(-1) > 6) {
      return null;
    }
    int n = x.shape().dim(-2);
    Tensor t = x.tanh();
    Tensor l = t.matmul(t.transpose()).add(Tensor.eye(x.dtype(), n).mul(2)).cholesky();
    return switch (random.nextInt(4)) {
      case 0 -> l;
      case 1 -> l.triangularSolve(x);
      case 2 -> l.solveTransposed(x);
      default -> l.choleskyLogDet();
    };
  }
}
