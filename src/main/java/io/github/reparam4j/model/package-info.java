/**
 * Ready-made models: densities of targets y given features x, fitted to arrays.
 *
 * <p>Start here: {@link io.github.reparam4j.model.ConditionalGaussian} is the network y = mu(x) +
 * sigma(x) z, and {@link io.github.reparam4j.model.MixtureDensity} a mixture of such Gaussians;
 * {@link io.github.reparam4j.model.Ensemble} averages several of either. {@code fit} standardises
 * the data, trains by a {@link io.github.reparam4j.model.DensityLoss}, and returns a {@link
 * io.github.reparam4j.model.FittedDensity}, whose predictions are in the units of the data. {@link
 * io.github.reparam4j.model.Calibration} tells whether the predicted spreads are right.
 *
 * <pre>{@code
 * FitOptions options = FitOptions.epochs(100).rate(1e-2).seed(42);
 * try (FittedDensity model = Ensemble.of(ConditionalGaussian.of(50), 5).fit(x, y, options)) {
 *   Prediction p = model.predict(xNew);
 *   INDArray mean = p.mean();
 *   Prediction.Interval likely = p.interval(0.9);
 *   System.out.println(Calibration.of(model.predict(xTest), yTest));
 * }
 * }</pre>
 */
package io.github.reparam4j.model;
