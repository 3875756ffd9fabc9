/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.variational;

import io.github.reparam4j.bijector.CholeskyFactor;
import io.github.reparam4j.distribution.Bernoulli;
import io.github.reparam4j.distribution.Dirichlet;
import io.github.reparam4j.distribution.Independent;
import io.github.reparam4j.distribution.LogitNormal;
import io.github.reparam4j.distribution.OneHotCategorical;
import io.github.reparam4j.distribution.ReparamGaussian;
import io.github.reparam4j.distribution.VonMises;
import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.function.Function;

/**
 * Approximate posteriors q(z | x) from the columns that an encoder network gives for each row: the
 * second argument of {@link LatentVariableModel#of}. Any function from [n, p] to a distribution of
 * batch [n] will do in their place.
 *
 * <pre>{@code
 * var q = Posteriors.diagonalGaussian(20).apply(encoder.apply(x));   // encoder: 784 to 40 columns
 * }</pre>
 */
public final class Posteriors {
  /** Keeps learned concentrations away from 0. */
  private static final double MIN_CONCENTRATION = 1e-4;

  private Posteriors() {}

  /**
   * Independent normal elements: the q means, then the q log-variances.
   *
   * @param latent q, length of a code, at least 1
   * @return from [n, 2 q] to N(mu, diag sigma^2), of event [q]
   * @throws IllegalArgumentException if q is less than 1
   */
  public static Function<Tensor, Independent.Pathwise> diagonalGaussian(int latent) {
    String where = where("diagonalGaussian", latent);
    return p -> {
      requireColumns(where, p, "2 q", 2L * latent);
      return Independent.of(
          ReparamGaussian.fromLogVariance(p.slice(-1, 0, latent), p.slice(-1, latent, 2 * latent)),
          1);
    };
  }

  /**
   * A normal vector with any covariance L L': the q means, then the numbers of L by {@link
   * CholeskyFactor}, with e^x on the diagonal.
   *
   * @param latent q, length of a code, at least 1
   * @return from [n, q + q (q + 1) / 2] to N(mu, L L'), of event [q]
   * @throws IllegalArgumentException if q is less than 1
   */
  public static Function<Tensor, ReparamGaussian> fullGaussian(int latent) {
    String where = where("fullGaussian", latent);
    int columns = Math.addExact(latent, Math.multiplyExact(latent, latent + 1) / 2);
    CholeskyFactor factor = new CholeskyFactor();
    return p -> {
      requireColumns(where, p, "q + q (q + 1) / 2", columns);
      return ReparamGaussian.fromScaleTril(
          p.slice(-1, 0, latent), factor.forward(p.slice(-1, latent, columns)));
    };
  }

  /**
   * A normal vector with covariance W W' + diag(d): the q means, the q logarithms of d, then W row
   * by row.
   *
   * @param latent q, length of a code, at least 1
   * @param rank r, number of columns of W, at least 1
   * @return from [n, 2 q + q r] to N(mu, W W' + diag d), of event [q]
   * @throws IllegalArgumentException if q or r is less than 1
   */
  public static Function<Tensor, ReparamGaussian> lowRankGaussian(int latent, int rank) {
    String where = where("lowRankGaussian", Math.min(latent, rank));
    int columns = Math.addExact(2 * latent, Math.multiplyExact(latent, rank));
    return p -> {
      requireColumns(where, p, "2 q + q r", columns);
      Tensor w = p.slice(-1, 2 * latent, columns);
      Shape matrices = w.shape().slice(0, w.shape().rank() - 1).append(Shape.of(latent, rank));
      return ReparamGaussian.fromLowRank(
          p.slice(-1, 0, latent),
          w.reshape(matrices.toLongs()),
          p.slice(-1, latent, 2 * latent).exp());
    };
  }

  /**
   * Independent logit-normal elements on (0, 1): the q locations, then the q logarithms of scales,
   * of logits.
   *
   * @param latent q, length of a code, at least 1
   * @return from [n, 2 q] to the distribution, of event [q]
   * @throws IllegalArgumentException if q is less than 1
   */
  public static Function<Tensor, Independent.Pathwise> logitNormal(int latent) {
    String where = where("logitNormal", latent);
    return p -> {
      requireColumns(where, p, "2 q", 2L * latent);
      return Independent.of(
          LogitNormal.of(p.slice(-1, 0, latent), p.slice(-1, latent, 2 * latent).exp()), 1);
    };
  }

  /**
   * Independent angles: the q locations in radians, then the q logarithms of concentrations.
   *
   * @param latent q, number of angles, at least 1
   * @return from [n, 2 q] to von Mises distributions, of event [q]
   * @throws IllegalArgumentException if q is less than 1
   */
  public static Function<Tensor, Independent.Pathwise> vonMises(int latent) {
    String where = where("vonMises", latent);
    return p -> {
      requireColumns(where, p, "2 q", 2L * latent);
      return Independent.of(
          VonMises.of(p.slice(-1, 0, latent), p.slice(-1, latent, 2 * latent).exp()), 1);
    };
  }

  /**
   * Points of the simplex by their q concentrations, through softplus.
   *
   * @param latent q, number of parts, at least 2
   * @return from [n, q] to Dirichlet distributions, of event [q]
   * @throws IllegalArgumentException if q is less than 2
   */
  public static Function<Tensor, Dirichlet> dirichlet(int latent) {
    String where = where("dirichlet", latent - 1);
    return p -> {
      requireColumns(where, p, "q", latent);
      return Dirichlet.of(p.softplus().add(MIN_CONCENTRATION));
    };
  }

  /**
   * Independent bits by their logits. Not reparameterized: take a bound with an estimator for
   * discrete codes.
   *
   * @param latent q, number of bits, at least 1
   * @return from [n, q] to Bernoulli distributions, of event [q]
   * @throws IllegalArgumentException if q is less than 1
   */
  public static Function<Tensor, Independent> bernoulli(int latent) {
    String where = where("bernoulli", latent);
    return p -> {
      requireColumns(where, p, "q", latent);
      return Independent.of(Bernoulli.fromLogits(p), 1);
    };
  }

  /**
   * Independent one-hot categories by their logits. Not reparameterized: take a bound with an
   * estimator for discrete codes.
   *
   * @param latent q, number of categories drawn, at least 1
   * @param classes c, number of values of each, at least 1
   * @return from [n, q c] to one-hot rows, of event [q, c]
   * @throws IllegalArgumentException if q or c is less than 1
   */
  public static Function<Tensor, Independent> categorical(int latent, int classes) {
    String where = where("categorical", Math.min(latent, classes));
    return p -> {
      requireColumns(where, p, "q c", (long) latent * classes);
      Shape rows = p.shape().slice(0, p.shape().rank() - 1).append(Shape.of(latent, classes));
      return Independent.of(OneHotCategorical.fromLogits(p.reshape(rows.toLongs())), 1);
    };
  }

  private static String where(String method, int size) {
    String where = "Posteriors." + method;
    if (size < 1) {
      throw Errors.argument(where, "sizes must be large enough", "too small a number", null);
    }
    return where;
  }

  static void requireColumns(String where, Tensor p, String formula, long columns) {
    Errors.given(where, "columns", p);
    if (p.shape().rank() == 0 || p.shape().dim(-1) != columns) {
      throw Errors.argument(
          where,
          "the network must give " + formula + " = " + columns + " columns",
          "shape " + p.shape(),
          null);
    }
  }
}
