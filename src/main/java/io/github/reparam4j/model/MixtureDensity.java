/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.model;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.nn.ActivationFunction;
import io.github.reparam4j.nn.Layer;
import java.util.List;

/**
 * A mixture density network: a mixture of k Gaussians whose weights, means and standard deviations
 * are functions of the features, for targets with several likely values. The weights are the
 * softmax of outputs of the network, the standard deviations softplus of others plus 0.001 standard
 * deviations of the target. The elements of a vector of targets are independent given x and the
 * component.
 *
 * <pre>{@code
 * MixtureDensity model = MixtureDensity.of(3, ActivationFunction.TANH, 64, 64);
 * try (FittedDensity fitted = model.fit(x, y, FitOptions.epochs(200).seed(42))) {
 *   INDArray median = fitted.predict(xNew).quantile(0.5);
 * }
 * }</pre>
 *
 * <p>Source: Bishop, "Mixture density networks" (1994).
 */
public final class MixtureDensity extends DensityModel {
  private final int components;
  private final NetworkFactory factory;

  private MixtureDensity(int components, NetworkFactory factory) {
    this.components = components;
    this.factory = factory;
  }

  /**
   * A model with a perceptron of hyperbolic tangents.
   *
   * @param components k, at least 1
   * @param hidden numbers of units of the hidden layers; none for linear functions
   * @return the model
   * @throws IllegalArgumentException if a number is less than 1
   */
  public static MixtureDensity of(int components, int... hidden) {
    Errors.given("MixtureDensity.of", "hidden", hidden);
    return of(components, ActivationFunction.TANH, hidden);
  }

  /**
   * A model with a perceptron.
   *
   * @param components k, at least 1
   * @param activation what follows each hidden layer
   * @param hidden numbers of units of the hidden layers
   * @return the model
   * @throws IllegalArgumentException if a number is less than 1
   */
  public static MixtureDensity of(int components, Layer activation, int... hidden) {
    Errors.given("MixtureDensity.of", "activation", activation);
    Errors.given("MixtureDensity.of", "hidden", hidden);
    return of(components, NetworkFactory.perceptron(activation, hidden));
  }

  /**
   * A model with any network.
   *
   * @param components k, at least 1
   * @param factory makes a network with k (1 + 2 d) outputs for d targets
   * @return the model
   * @throws IllegalArgumentException if k is less than 1
   */
  public static MixtureDensity of(int components, NetworkFactory factory) {
    Errors.given("MixtureDensity.of", "factory", factory);
    if (components < 1) {
      throw Errors.argument("MixtureDensity.of", "components must be >= 1", components, null);
    }
    return new MixtureDensity(components, factory);
  }

  @Override
  List<DensityNetwork> untrained(String where, StandardizedData data, long seed) {
    return List.of(DensityNetwork.untrained(where, factory, components, data, seed));
  }

  @Override
  public String toString() {
    return "MixtureDensity(" + components + ")";
  }
}
