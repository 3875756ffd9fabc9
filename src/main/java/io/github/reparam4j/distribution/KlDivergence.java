package io.github.reparam4j.distribution;

import io.github.reparam4j.tensor.Failure;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Tensor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Kullback-Leibler divergences in closed form, KL(p || q) = E ln(p(x) / q(x)) with x from p, in
 * nats.
 *
 * <pre>{@code
 * Tensor penalty = KlDivergence.of(Beta.of(a, b), Beta.of(1, 1)).sum();
 * }</pre>
 *
 * <p>Closed forms are known for most pairs of one family and for many of different ones; {@link
 * #exists} tells. They are
 *
 * <ul>
 *   <li>never negative, and 0 for equal parameters, up to rounding in matrices and in the moments
 *       of truncated laws; sums of terms that keep their digits near 0 wherever such a form is
 *       known;
 *   <li>infinite where p reaches beyond the support of q, with 0 ln 0 = 0;
 *   <li>for {@link Independent} elements the sum of theirs, over the axes that both have;
 *   <li>for a {@link Pushforward} of equal maps that of the bases;
 *   <li>for a {@link Delta} p: -q.logProb(point), its logarithm of the probability being 0. Where q
 *       has a density this leaves out a constant that is infinite, so it may be negative; it is
 *       what {@code p.logProb(x) - q.logProb(x)} is for each sample.
 * </ul>
 *
 * <p>Gradients flow into the parameters of both, and may be differentiated again. They count the
 * parameters at which the divergence is finite: by ends that must not move (those of a uniform p
 * inside of q) they are those of the formula.
 */
public final class KlDivergence {
  static final String WHERE = "KlDivergence.of";

  /** What {@link #of} says to do where there is no formula. */
  static final String ESTIMATE =
      "estimate it as the mean of p.logProb(x) - q.logProb(x) over samples x of p";

  private KlDivergence() {}

  /**
   * KL(p || q).
   *
   * @param p the distribution by which the mean is taken
   * @param q the other one
   * @return one number for each event, of the shape to which the batches broadcast
   * @throws IllegalArgumentException if there is no closed form, the event shapes or the dtypes
   *     differ, the batches do not broadcast, or counts that must agree are numbers that do not. Of
   *     counts that are tensors a run finds it, as an {@link ArithmeticException}
   */
  public static Tensor of(Distribution p, Distribution q) {
    if (!agree(p, q)) {
      throw Failure.argument(
          WHERE,
          "both must have the same event shape and dtype",
          shape(p) + " and " + shape(q),
          null);
    }
    joint(p, q);
    return formula(p, q)
        .orElseThrow(
            () ->
                Failure.argument(
                    WHERE, "there must be a closed form", name(p) + " and " + name(q), ESTIMATE))
        .get()
        .cast(p.dtype());
  }

  /**
   * Whether there is a closed form of KL(p || q).
   *
   * @param p the distribution by which the mean is taken
   * @param q the other one
   * @return whether {@link #of} has a formula; false also if event shapes or dtypes differ
   */
  public static boolean exists(Distribution p, Distribution q) {
    return agree(p, q) && formula(p, q).isPresent();
  }

  private static boolean agree(Distribution p, Distribution q) {
    return p.dtype() == q.dtype() && p.eventShape().equals(q.eventShape());
  }

  private static String shape(Distribution d) {
    return d.eventShape() + " " + d.dtype();
  }

  private static String name(Distribution d) {
    Class<?> outer = d.getClass().getEnclosingClass();
    String own = (outer == null ? d.getClass() : outer).getSimpleName();
    if (d instanceof Independent i) {
      return own + " of " + name(i.base());
    }
    return d instanceof Pushforward f ? own + " of " + name(f.base()) : own;
  }

  private static Shape joint(Distribution p, Distribution q) {
    return p.batchShape().broadcast(WHERE, q.batchShape());
  }

  /** The formula of a pair with one event shape, not yet built, for their joint batch. */
  private static Optional<Supplier<Tensor>> formula(Distribution p, Distribution q) {
    return narrow(p, q).map(f -> () -> f.get().broadcastTo(joint(p, q)));
  }

  /** The same where only the parameters' axes may be there. */
  private static Optional<Supplier<Tensor>> narrow(Distribution p, Distribution q) {
    if (p instanceof Delta d) {
      return Optional.of(() -> q.logProb(d.point()).neg());
    }
    Distribution a = plain(p);
    Distribution b = plain(q);
    if (a instanceof Independent i && b instanceof Independent j) {
      int axes = Math.min(i.axes(), j.axes());
      return formula(peel(i, axes), peel(j, axes))
          .map(f -> () -> EventShapes.sumLast(f.get(), axes));
    }
    if (a instanceof Pushforward f && b instanceof Pushforward g) {
      return f.map().equals(g.map()) ? formula(f.base(), g.base()) : Optional.empty();
    }
    return KlTable.formula(diagonalIfNormal(a), diagonalIfNormal(b));
  }

  private static Distribution peel(Independent d, int axes) {
    return d.axes() == axes ? d.base() : Independent.of(d.base(), d.axes() - axes);
  }

  /** The same law in the form that the table knows: no empty or repeated Independent. */
  private static Distribution plain(Distribution d) {
    if (d instanceof Independent i) {
      if (i.axes() == 0) {
        return plain(i.base());
      }
      return i.base() instanceof Independent inner
          ? plain(Independent.of(inner.base(), inner.axes() + i.axes()))
          : d;
    }
    if (d instanceof ReparamGaussian g) {
      return g.scale().isVector() ? MultivariateNormal.of(g) : Normal.of(g);
    }
    return d;
  }

  /** Independent normal elements of a vector are a diagonal multivariate normal. */
  private static Distribution diagonalIfNormal(Distribution d) {
    return d instanceof Independent i && i.axes() == 1 && plain(i.base()) instanceof Normal n
        ? MultivariateNormal.fromDiagonal(n.mean(), n.standardDeviation())
        : d;
  }
}
