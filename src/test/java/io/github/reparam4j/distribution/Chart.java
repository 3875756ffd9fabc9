/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Coordinates on R^d of the support of a distribution: for integrals over it, and for gradients by
 * values that stay in it.
 */
interface Chart {
  int dimensions();

  /** Events of coordinates, [..., d]. */
  Tensor event(Tensor u);

  /** ln of the volume of events for a unit of coordinates, [...]. */
  Tensor logVolume(Tensor u);

  /** Points in R^d, some of them not small. */
  default double[] points(int count) {
    int d = dimensions();
    return IntStream.range(0, count * d)
        .mapToDouble(i -> 1.5 * Math.sin(1.3 * i + 0.7 * (i % d) + 0.4))
        .toArray();
  }

  /** Arrays of any real numbers. */
  record Reals(Shape event) implements Chart {
    @Override
    public int dimensions() {
      return (int) event.size();
    }

    @Override
    public Tensor event(Tensor u) {
      return u.reshape(front(u).append(event));
    }

    @Override
    public Tensor logVolume(Tensor u) {
      return u.mul(0).sum(-1);
    }
  }

  /** The simplex in so many coordinates, as softmax(u, 0). */
  record Simplex(int length) implements Chart {
    @Override
    public int dimensions() {
      return length - 1;
    }

    private static Tensor logEvent(Tensor u) {
      Tensor last = Tensor.zeros(u.dtype(), front(u).append(Shape.of(1)).toLongs());
      return Tensor.concat(-1, u, last).logSoftmax(-1);
    }

    @Override
    public Tensor event(Tensor u) {
      return logEvent(u).exp();
    }

    @Override
    public Tensor logVolume(Tensor u) {
      return logEvent(u).sum(-1);
    }
  }

  /** The unit sphere in R^length without the point opposite to the last axis, stereographically. */
  record Sphere(int length) implements Chart {
    @Override
    public int dimensions() {
      return length - 1;
    }

    @Override
    public Tensor event(Tensor u) {
      Tensor square = u.square().sumKeepDims(-1);
      return Tensor.concat(-1, u.mul(2), square.neg().add(1)).div(square.add(1));
    }

    @Override
    public Tensor logVolume(Tensor u) {
      return u.square().sum(-1).log1p().neg().add(Math.log(2)).mul(length - 1.0);
    }
  }

  /**
   * Positive definite matrices C C', by the logarithms of the diagonal of the triangle C and then
   * its other elements. Volume 2^n times the product of C[i,i]^(n-i) by C, C[i,i] by its logarithm.
   */
  record PositiveDefinite(int n) implements Chart {
    @Override
    public int dimensions() {
      return n * (n + 1) / 2;
    }

    @Override
    public Tensor event(Tensor u) {
      Tensor diagonal = u.slice(-1, 0, n).exp().diag();
      Tensor c = diagonal.add(below(u.slice(-1, n, dimensions()), n));
      return c.matmul(c.transpose());
    }

    @Override
    public Tensor logVolume(Tensor u) {
      Tensor powers = Tensor.range(u.dtype(), n).neg().add(n + 1.0);
      return u.slice(-1, 0, n).mul(powers).sum(-1).add(n * Math.log(2));
    }
  }

  /** Cholesky factors of correlation matrices, by the inverse tanh of partial correlations. */
  record Correlation(int n) implements Chart {
    @Override
    public int dimensions() {
      return n * (n - 1) / 2;
    }

    @Override
    public Tensor event(Tensor u) {
      List<Tensor> elements = new ArrayList<>();
      int at = 0;
      for (int i = 0; i < n; i++) {
        Tensor logLeft = u.mul(0).sum(-1);
        for (int j = 0; j < n; j++) {
          if (j < i) {
            elements.add(u.column(at).tanh().mul(logLeft.exp()));
            logLeft = logLeft.sub(u.column(at++).logCosh());
          } else {
            elements.add(j == i ? logLeft.exp() : logLeft.mul(0));
          }
        }
      }
      return Tensor.stack(-1, elements.toArray(Tensor[]::new))
          .reshape(front(u).append(Shape.of(n, n)));
    }

    @Override
    public Tensor logVolume(Tensor u) {
      Tensor sum = u.mul(0).sum(-1);
      int at = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
          sum = sum.sub(u.column(at++).logCosh().mul(1.0 + i - j)); // its own two, and those after
        }
      }
      return sum;
    }
  }

  private static Shape front(Tensor u) {
    return u.shape().slice(0, u.shape().rank() - 1);
  }

  /** A strictly lower triangle from its elements row by row. */
  private static Tensor below(Tensor elements, int n) {
    int m = n * (n - 1) / 2;
    double[] ones = new double[m * n * n];
    int at = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        ones[at++ * n * n + i * n + j] = 1;
      }
    }
    DType dtype = elements.dtype();
    Shape shape = front(elements).append(Shape.of(n, n));
    return m == 0
        ? Tensor.zeros(dtype, shape.toLongs())
        : elements.matmul(Tensor.constant(ones, m, n * n).cast(dtype)).reshape(shape);
  }

  /** The integral of functions of an event times a density, by a product of rules. */
  static double[][] product(Quadrature... rules) {
    double[][] points = {new double[rules.length + 1]};
    points[0][rules.length] = 1;
    for (int axis = 0; axis < rules.length; axis++) {
      double[] nodes = rules[axis].nodes();
      double[] weights = rules[axis].weights();
      double[][] more = new double[points.length * nodes.length][];
      for (int p = 0; p < points.length; p++) {
        for (int k = 0; k < nodes.length; k++) {
          double[] one = points[p].clone();
          one[axis] = nodes[k];
          one[rules.length] *= weights[k];
          more[p * nodes.length + k] = one;
        }
      }
      points = more;
    }
    return Arrays.stream(points)
        .filter(p -> p[rules.length] > 0 && Double.isFinite(p[rules.length]))
        .toArray(double[][]::new);
  }

  /** The trapezoidal rule, exact for what is smooth and vanishes at both ends. */
  static Quadrature trapezoid(double low, double high, int count) {
    double step = (high - low) / (count - 1);
    double[] nodes = IntStream.range(0, count).mapToDouble(i -> low + i * step).toArray();
    double[] weights = new double[count];
    Arrays.fill(weights, step);
    return new Quadrature(nodes, weights);
  }
}
