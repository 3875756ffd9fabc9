/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.distribution.numerics.EventShapes;
import io.github.reparam4j.distribution.numerics.SymmetricMatrices;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A set of values: the support of a distribution. Intervals contain their finite ends, because
 * samples may be rounded to an end; ends are rounded to the dtype of the values.
 */
public sealed interface Constraint {
  /**
   * Tests values for membership.
   *
   * @param value the values
   * @return 1 for each event that lies in the set, else 0 (also for NaN); without gradient
   */
  Tensor contains(Tensor value);

  /** {@return the number of trailing axes that one member of the set takes} */
  default int eventRank() {
    return 0;
  }

  /**
   * {@return whether the set consists of isolated points, so that distributions on it have
   * probabilities instead of densities}
   */
  default boolean isDiscrete() {
    return false;
  }

  /**
   * The given log-density inside the support, minus infinity outside, NaN for NaN.
   *
   * @param value the events
   * @param logProb the log-density of each event; ignored outside the support
   * @return the log-density on all values
   */
  default Tensor restrict(Tensor value, Tensor logProb) {
    Tensor x = value.stopGradient();
    Tensor isNumber = x.eq(x);
    for (int i = 0; i < eventRank(); i++) {
      isNumber = isNumber.min(-1);
    }
    Tensor none = Tensor.fill(x.dtype(), Double.NEGATIVE_INFINITY);
    Tensor outside = Tensor.where(isNumber, none, Tensor.fill(x.dtype(), Double.NaN));
    return Tensor.where(contains(value), logProb, outside);
  }

  /** {@return the lower end of a set of scalars, minus infinity if it has none} */
  default Tensor low() {
    return Tensor.scalar(Double.NEGATIVE_INFINITY);
  }

  /** {@return the upper end of a set of scalars, infinity if it has none} */
  default Tensor high() {
    return Tensor.scalar(Double.POSITIVE_INFINITY);
  }

  /**
   * The same kind of set with other ends.
   *
   * @param low maps a lower end
   * @param high maps an upper end
   * @return the set with the mapped ends; for arrays the ends of the elements are mapped
   */
  default Constraint mapEnds(UnaryOperator<Tensor> low, UnaryOperator<Tensor> high) {
    return this;
  }

  /**
   * The part of a set of scalars from low to high. For counts the lower end stays 0.
   *
   * @param low the lower end, which may be minus infinity
   * @param high the upper end, which may be infinite
   * @return the intersection
   */
  default Constraint between(Tensor low, Tensor high) {
    return new Interval(low, high);
  }

  /** Finite real numbers. */
  record Reals() implements Constraint {
    @Override
    public Tensor contains(Tensor value) {
      return value.stopGradient().abs().lt(Double.POSITIVE_INFINITY);
    }
  }

  /**
   * Finite x with x &gt;= low.
   *
   * @param low the lower end
   */
  record AtLeast(Tensor low) implements Constraint {
    @Override
    public Tensor contains(Tensor value) {
      Tensor x = value.stopGradient();
      return x.ge(low.stopGradient().cast(x.dtype())).mul(x.lt(Double.POSITIVE_INFINITY));
    }

    @Override
    public Constraint mapEnds(UnaryOperator<Tensor> low, UnaryOperator<Tensor> high) {
      return new AtLeast(low.apply(this.low));
    }

    @Override
    public Constraint between(Tensor low, Tensor high) {
      return new Interval(low.maximum(this.low), high);
    }
  }

  /**
   * Finite x with low &lt;= x &lt;= high.
   *
   * @param low the lower end, which may be minus infinity
   * @param high the upper end, which may be infinite
   */
  record Interval(Tensor low, Tensor high) implements Constraint {
    @Override
    public Tensor contains(Tensor value) {
      Tensor x = value.stopGradient();
      return x.ge(low.stopGradient().cast(x.dtype()))
          .mul(x.le(high.stopGradient().cast(x.dtype())))
          .mul(x.abs().lt(Double.POSITIVE_INFINITY));
    }

    @Override
    public Constraint mapEnds(UnaryOperator<Tensor> low, UnaryOperator<Tensor> high) {
      return new Interval(low.apply(this.low), high.apply(this.high));
    }

    @Override
    public Constraint between(Tensor low, Tensor high) {
      return new Interval(low.maximum(this.low), high.minimum(this.high));
    }
  }

  /** The counts 0, 1, 2, ... */
  record Counts() implements Constraint {
    @Override
    public Tensor contains(Tensor value) {
      Tensor x = value.stopGradient();
      return x.eq(x.floor()).mul(x.ge(0)).mul(x.lt(Double.POSITIVE_INFINITY));
    }

    @Override
    public Tensor low() {
      return Tensor.scalar(0);
    }

    @Override
    public Constraint between(Tensor low, Tensor high) {
      return new CountsUpTo(high);
    }

    @Override
    public boolean isDiscrete() {
      return true;
    }
  }

  /**
   * The counts 0, 1, ..., high.
   *
   * @param high the greatest
   */
  record CountsUpTo(Tensor high) implements Constraint {
    @Override
    public Tensor contains(Tensor value) {
      Tensor x = value.stopGradient();
      return x.eq(x.floor()).mul(x.ge(0)).mul(x.le(high.stopGradient()));
    }

    @Override
    public Tensor low() {
      return Tensor.scalar(0);
    }

    @Override
    public Constraint mapEnds(UnaryOperator<Tensor> low, UnaryOperator<Tensor> high) {
      return new CountsUpTo(high.apply(this.high));
    }

    @Override
    public Constraint between(Tensor low, Tensor high) {
      return new CountsUpTo(high.minimum(this.high));
    }

    @Override
    public boolean isDiscrete() {
      return true;
    }
  }

  /**
   * Vectors of counts with a given sum.
   *
   * @param total the sum, of the batch shape
   */
  record CountsSummingTo(Tensor total) implements Constraint {
    @Override
    public Tensor contains(Tensor value) {
      Tensor x = value.stopGradient();
      return new Counts().contains(x).min(-1).mul(x.sum(-1).eq(total.stopGradient()));
    }

    @Override
    public int eventRank() {
      return 1;
    }

    @Override
    public boolean isDiscrete() {
      return true;
    }
  }

  /**
   * Arrays whose elements all lie in a set.
   *
   * @param element the set
   * @param axes the number of trailing axes of one array
   */
  record Each(Constraint element, int axes) implements Constraint {
    /**
     * Arrays of members of a set.
     *
     * @param set the set of the members, which may itself be a set of arrays
     * @param axes the number of further trailing axes, 0 for none
     * @return the set of arrays, the set itself for 0 axes
     */
    public static Constraint of(Constraint set, int axes) {
      Errors.given("Constraint.Each.of", "set", set);
      if (axes == 0) {
        return set;
      }
      return set instanceof Each e ? new Each(e.element, e.axes + axes) : new Each(set, axes);
    }

    @Override
    public Tensor contains(Tensor value) {
      Tensor all = element.contains(value);
      for (int i = 0; i < axes; i++) {
        all = all.min(-1);
      }
      return all;
    }

    @Override
    public Constraint mapEnds(UnaryOperator<Tensor> low, UnaryOperator<Tensor> high) {
      return new Each(element.mapEnds(low, high), axes);
    }

    @Override
    public int eventRank() {
      return element.eventRank() + axes;
    }

    @Override
    public boolean isDiscrete() {
      return element.isDiscrete();
    }
  }

  /** Sets of vectors and of matrices; equalities hold within rounding. */
  enum Structured implements Constraint {
    /** Vectors without negative elements whose sum is 1. */
    SIMPLEX(1) {
      @Override
      public Tensor contains(Tensor value) {
        Tensor x = value.stopGradient();
        return x.min(-1).ge(0).mul(isSmall(x.sum(-1).sub(1), x.shape().dim(-1)));
      }
    },
    /** Vectors of logarithms whose exponentials sum to 1. */
    LOG_SIMPLEX(1) {
      @Override
      public Tensor contains(Tensor value) {
        Tensor x = value.stopGradient();
        Tensor isSum = isSmall(x.logSumExp(-1), x.shape().dim(-1));
        return x.gt(Double.NEGATIVE_INFINITY).min(-1).mul(isSum);
      }
    },
    /** Vectors of zeros and a single 1. */
    ONE_HOT(1) {
      @Override
      public Tensor contains(Tensor value) {
        Tensor x = value.stopGradient();
        return x.eq(0).add(x.eq(1)).min(-1).mul(x.sum(-1).eq(1));
      }
    },
    /** Vectors of length 1. */
    UNIT_SPHERE(1) {
      @Override
      public Tensor contains(Tensor value) {
        Tensor x = value.stopGradient();
        return isSmall(x.square().sum(-1).sub(1), x.shape().dim(-1));
      }
    },
    /** Vectors whose elements increase. */
    ORDERED(1) {
      @Override
      public Tensor contains(Tensor value) {
        Tensor x = value.stopGradient();
        int n = x.shape().dim(-1);
        Tensor finite = new Reals().contains(x).min(-1);
        return n < 2 ? finite : finite.mul(x.slice(-1, 1, n).gt(x.slice(-1, 0, n - 1)).min(-1));
      }
    },
    /** Lower-triangular matrices with a positive diagonal. */
    LOWER_CHOLESKY(2) {
      @Override
      public Tensor contains(Tensor value) {
        Tensor x = value.stopGradient();
        return x.sub(x.tril()).eq(0).min(-1, -2).mul(x.diagonal().gt(0).min(-1));
      }
    },
    /** Lower-triangular matrices with a positive diagonal and rows of length 1. */
    CORRELATION_CHOLESKY(2) {
      @Override
      public Tensor contains(Tensor value) {
        Tensor x = value.stopGradient();
        Tensor unit = isSmall(x.square().sum(-1).sub(1), x.shape().dim(-1)).min(-1);
        return LOWER_CHOLESKY.contains(x).mul(unit);
      }
    },
    /** Symmetric matrices with positive eigenvalues, that is, with a Cholesky factor. */
    POSITIVE_DEFINITE(2) {
      @Override
      public Tensor contains(Tensor value) {
        Tensor x = value.stopGradient();
        Tensor factor = SymmetricMatrices.factorOrNan(x).diagonal();
        Tensor scale = EventShapes.asMatrix(x.abs().max(-1, -2));
        Tensor symmetric = isSmall(x.sub(x.transpose()).div(scale), 1).min(-1, -2);
        return symmetric.mul(factor.eq(factor).min(-1));
      }
    };

    private final int eventRank;

    Structured(int eventRank) {
      this.eventRank = eventRank;
    }

    @Override
    public int eventRank() {
      return eventRank;
    }

    @Override
    public boolean isDiscrete() {
      return this == ONE_HOT;
    }

    private static Tensor isSmall(Tensor x, int terms) {
      double epsilon = x.dtype() == DType.FLOAT ? 0x1p-23 : 0x1p-52;
      return x.abs().le(8 * epsilon * terms);
    }
  }
}
