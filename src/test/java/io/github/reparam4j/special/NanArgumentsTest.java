/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.special;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of numbers are NaN where an argument is. */
final class NanArgumentsTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        BetaTails.class,
        BetaVariateDerivatives.class,
        GammaTails.class,
        GammaVariateDerivatives.class,
        InverseGaussianFunctions.class,
        NegativeBinomialDensity.class,
        PoissonTails.class,
        SkewNormalFunctions.class,
        SphericalBesselFunctions.class,
        StudentFunctions.class,
        TweedieTails.class,
        VonMisesTails.class
      })
  void nanInNanOut(Class<?> type) throws ReflectiveOperationException {
    for (Method method : type.getDeclaredMethods()) {
      boolean isFunction =
          Modifier.isPublic(method.getModifiers())
              && Modifier.isStatic(method.getModifiers())
              && method.getReturnType() == double.class
              && Arrays.stream(method.getParameterTypes()).allMatch(p -> p == double.class);
      for (int i = 0; isFunction && i < method.getParameterCount(); i++) {
        Object[] arguments = new Object[method.getParameterCount()];
        Arrays.fill(arguments, 0.7);
        arguments[i] = Double.NaN;
        double value = (double) method.invoke(null, arguments);
        assertThat(value).as("%s, argument %d", method, i).isNaN();
      }
    }
  }
}
