package io.github.reparam4j.distribution;

/**
 * The distribution of f(x), x from a base distribution and f invertible. {@link KlDivergence} takes
 * the divergence of the bases of two of them if their maps are equal, for an invertible map does
 * not change it.
 */
public interface Pushforward {
  /** {@return the distribution of x} */
  Distribution base();

  /** {@return f; two that are {@code equals} must map alike} */
  Object map();
}
