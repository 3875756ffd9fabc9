/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.internal.Errors;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model of the density of targets y given features x, before it is fitted: {@link
 * ConditionalGaussian}, {@link MixtureDensity}, or an {@link Ensemble} of them. Immutable.
 */
public abstract sealed class DensityModel permits ConditionalGaussian, MixtureDensity, Ensemble {
  DensityModel() {}

  /**
   * Fits the model. Features and targets are standardised by the rows given; the result takes and
   * gives their own units.
   *
   * @param x features, FLOAT or DOUBLE [n, features]; the network has this type
   * @param y targets, FLOAT or DOUBLE [n], or [n, d] for a density of vectors
   * @param options how to fit
   * @return the fitted model; {@link FittedDensity#close} frees its memory
   * @throws IllegalArgumentException if shapes or types do not fit, a value is NaN or infinite, or
   *     the loss is not one of this model
   * @throws ArithmeticException if the loss or a gradient becomes NaN or infinite; names epoch and
   *     step
   */
  public final FittedDensity fit(INDArray x, INDArray y, FitOptions options) {
    String where = getClass().getSimpleName() + ".fit";
    Errors.given(where, "x", x);
    Errors.given(where, "y", y);
    Errors.given(where, "options", options);
    StandardizedData data = StandardizedData.of(where, x, y);
    List<DensityNetwork> networks = untrained(where, data, options.seed());
    return new FittedDensity(data.units(), DensityTraining.train(where, networks, data, options));
  }

  /** The networks before training: one, or those of all members. */
  abstract List<DensityNetwork> untrained(String where, StandardizedData data, long seed);
}
