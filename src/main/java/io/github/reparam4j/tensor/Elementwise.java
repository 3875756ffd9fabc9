/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.tensor;

import java.util.List;

/**
 * Operations that compute each element of the result from the elements at the same index of the
 * inputs, which broadcast.
 *
 * <p>To add one: an enum constant in the file of its theme, with its {@link ElementwiseDefinition},
 * and a fluent method in {@link ElementwiseMethods} or {@link BinaryMethods}. The registry test
 * fails until it has a case for the new operation.
 */
public sealed interface Elementwise extends Op
    permits Arithmetic,
        Transcendental,
        Activation,
        SpecialFunction,
        Polygamma,
        GammaDifference,
        IncompleteBeta,
        StudentFunction,
        IncompleteGamma,
        Bessel,
        BesselIve,
        VonMisesFunction,
        InverseGaussianFunction,
        SphericalBessel,
        SphericalVariate,
        NormalTailFunction,
        SkewNormalFunction,
        TweedieDensity,
        TweedieTail,
        VariateDerivative,
        Selection,
        Cast,
        CountSampler,
        CountDensity,
        DispersedCount,
        CountInverse,
        QuasiRandom,
        PoissonTail {

  /** {@return the derivatives and the loops} */
  ElementwiseDefinition definition();

  /** {@return the number of inputs, 1 to 4} */
  default int arity() {
    return loops().arity();
  }

  /** {@return the loops over tiles} */
  default Loops loops() {
    return definition().loops();
  }

  @Override
  default Path path(int input) {
    return definition().paths().get(input);
  }

  @Override
  default Tensor gradient(int input, Tensor y, Tensor g) {
    return definition().rule().gradient(input, y, g);
  }

  @Override
  default Shape shape(List<Tensor> inputs) {
    Shape shape = inputs.get(0).shape();
    for (Tensor t : inputs.subList(1, inputs.size())) {
      shape = shape.broadcastIn(label(), t.shape());
    }
    return shape;
  }
}
