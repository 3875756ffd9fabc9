/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.nn.ActivationFunction;
import io.github.reparam4j.nn.Layer;
import java.util.List;

/**
 * The network Y = mu(X) + sigma(X) Z, Z ~ N(0, 1): a Gaussian whose mean and standard deviation are
 * functions of the features. One network gives both; sigma is softplus of its output plus 0.001
 * standard deviations of the target. The elements of a vector of targets are independent given x.
 *
 * <pre>{@code
 * ConditionalGaussian model = ConditionalGaussian.of(ActivationFunction.TANH, 64, 64);
 * try (FittedDensity fitted = model.fit(x, y, FitOptions.epochs(50).seed(42))) {
 *   INDArray sigma = fitted.predict(xNew).standardDeviation();
 * }
 * }</pre>
 *
 * <p>Source: Nix and Weigend, "Estimating the mean and variance of the target probability
 * distribution" (1994); with an {@link Ensemble}, Lakshminarayanan et al., "Simple and scalable
 * predictive uncertainty estimation using deep ensembles" (2017).
 */
public final class ConditionalGaussian extends DensityModel {
  private final NetworkFactory factory;

  private ConditionalGaussian(NetworkFactory factory) {
    this.factory = factory;
  }

  /**
   * A model with a perceptron of rectifiers.
   *
   * @param hidden numbers of units of the hidden layers; none for linear functions
   * @return the model
   * @throws IllegalArgumentException if a number is less than 1
   */
  public static ConditionalGaussian of(int... hidden) {
    Errors.given("ConditionalGaussian.of", "hidden", hidden);
    return of(ActivationFunction.RELU, hidden);
  }

  /**
   * A model with a perceptron.
   *
   * @param activation what follows each hidden layer
   * @param hidden numbers of units of the hidden layers
   * @return the model
   * @throws IllegalArgumentException if a number is less than 1
   */
  public static ConditionalGaussian of(Layer activation, int... hidden) {
    Errors.given("ConditionalGaussian.of", "activation", activation);
    Errors.given("ConditionalGaussian.of", "hidden", hidden);
    return of(NetworkFactory.perceptron(activation, hidden));
  }

  /**
   * A model with any network.
   *
   * @param factory makes a network with 2 d outputs for d targets
   * @return the model
   */
  public static ConditionalGaussian of(NetworkFactory factory) {
    Errors.given("ConditionalGaussian.of", "factory", factory);
    return new ConditionalGaussian(factory);
  }

  @Override
  List<DensityNetwork> untrained(String where, StandardizedData data, long seed) {
    return List.of(DensityNetwork.untrained(where, factory, 1, data, seed));
  }

  @Override
  public String toString() {
    return "ConditionalGaussian";
  }
}
