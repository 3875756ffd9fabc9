package io.github.reparam4j.tensor;

import java.util.List;

/**
 * Operations that compute each element of the result from the elements in the same place of the
 * inputs, which broadcast.
 *
 * <p>To add one: an enum constant in the file of its theme, with its derivative and its two loops,
 * and a fluent method in {@link ElementwiseMethods}. The registry test finds it by itself.
 */
public sealed interface Elementwise extends Op
    permits Arithmetic,
        Transcendental,
        Activation,
        SpecialFunction,
        Polygamma,
        IncompleteBeta,
        IncompleteGamma,
        Bessel,
        BesselIve,
        VonMisesFunction,
        Selection,
        Cast,
        CountSampler,
        CountDensity {

  /** {@return the number of inputs, 1 to 4} */
  int arity();

  /** {@return where an input's elements may lie for the value to be defined} */
  Domain domain();

  /** {@return the loops over tiles} */
  Loops loops();

  @Override
  default Shape shape(List<Tensor> inputs) {
    Shape shape = inputs.get(0).shape();
    for (Tensor t : inputs.subList(1, inputs.size())) {
      shape = shape.broadcast(label(), t.shape());
    }
    return shape;
  }

  /** An interval that a test may draw inputs from. */
  enum Domain {
    /** All reals. */
    REALS(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY),
    /** x &gt; 0. */
    POSITIVE(0, Double.POSITIVE_INFINITY),
    /** x &lt; 0. */
    NEGATIVE(Double.NEGATIVE_INFINITY, 0),
    /** x &gt; -1. */
    ABOVE_MINUS_ONE(-1, Double.POSITIVE_INFINITY),
    /** 0 &lt; x &lt; 1. */
    UNIT(0, 1),
    /** -1 &lt; x &lt; 1. */
    WITHIN_ONE(-1, 1);

    private final double low;
    private final double high;

    Domain(double low, double high) {
      this.low = low;
      this.high = high;
    }

    /** {@return the infimum} */
    public double low() {
      return low;
    }

    /** {@return the supremum} */
    public double high() {
      return high;
    }
  }
}
