/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.optim;

import java.util.Arrays;

/** Optimisers as plain loops over all elements, in double precision. The oracle of the tests. */
abstract class NaiveOptimizer {
  private double[] first;
  private double[] second;
  private int count;

  /** One step, of {@code p} in place. */
  final void step(double[] p, double[] g, double lr) {
    if (first == null) {
      first = new double[p.length];
      second = new double[p.length];
      start(second);
    }
    count++;
    for (int i = 0; i < p.length; i++) {
      p[i] = next(p[i], g[i], lr, first, second, i, count);
    }
  }

  void start(double[] b) {}

  abstract double next(double p, double g, double lr, double[] a, double[] b, int i, int t);

  static NaiveOptimizer sgd(double momentum, boolean nesterov, double decay) {
    return new NaiveOptimizer() {
      @Override
      double next(double p, double g, double lr, double[] a, double[] b, int i, int t) {
        double d = g + decay * p;
        a[i] = t == 1 ? d : momentum * a[i] + d;
        return p - lr * (nesterov ? d + momentum * a[i] : a[i]);
      }
    };
  }

  static NaiveOptimizer rmsProp(double smoothing, double epsilon, double momentum) {
    return new NaiveOptimizer() {
      @Override
      double next(double p, double g, double lr, double[] a, double[] b, int i, int t) {
        b[i] = smoothing * b[i] + (1 - smoothing) * g * g;
        a[i] = momentum * a[i] + g / (Math.sqrt(b[i]) + epsilon);
        return p - lr * a[i];
      }
    };
  }

  static NaiveOptimizer adagrad(double epsilon, double initial) {
    return new NaiveOptimizer() {
      @Override
      void start(double[] b) {
        Arrays.fill(b, initial);
      }

      @Override
      double next(double p, double g, double lr, double[] a, double[] b, int i, int t) {
        b[i] += g * g;
        return p - lr * g / (Math.sqrt(b[i]) + epsilon);
      }
    };
  }

  static NaiveOptimizer adam(double beta1, double beta2, double epsilon, double decay) {
    return new NaiveOptimizer() {
      @Override
      double next(double p, double g, double lr, double[] a, double[] b, int i, int t) {
        a[i] = beta1 * a[i] + (1 - beta1) * g;
        b[i] = beta2 * b[i] + (1 - beta2) * g * g;
        double mHat = a[i] / (1 - Math.pow(beta1, t));
        double vHat = b[i] / (1 - Math.pow(beta2, t));
        return p * (1 - lr * decay) - lr * mHat / (Math.sqrt(vHat) + epsilon);
      }
    };
  }
}
