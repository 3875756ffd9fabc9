/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.random;

import static java.math.BigDecimal.ONE;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Logarithm and sine to about 32 digits by their series, as a reference for the double kernels. */
public final class ExactMath {
  private static final MathContext DIGITS = new MathContext(38);
  private static final BigDecimal TINY = new BigDecimal("1e-40");
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal LN_2 =
      new BigDecimal("0.693147180559945309417232121458176568075500134360255254");
  private static final BigDecimal HALF_PI =
      new BigDecimal("1.57079632679489661923132169163975144209858469968755291");

  private ExactMath() {}

  /**
   * -ln(x) for x &gt; 0: x = 2^e m with m in [1/2, 1) or [3/4, 3/2), ln m = 2 atanh((m-1)/(m+1)).
   */
  public static BigDecimal negativeLog(BigDecimal x) {
    int e = Math.getExponent(x.doubleValue() * 4 / 3);
    BigDecimal power = TWO.pow(Math.abs(e));
    BigDecimal m = e < 0 ? x.multiply(power) : x.divide(power, DIGITS);
    BigDecimal s = m.subtract(ONE).divide(m.add(ONE), DIGITS);
    BigDecimal square = s.multiply(s, DIGITS);
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal power2k = ONE;
    for (int k = 1; power2k.compareTo(TINY) > 0; k += 2) {
      sum = sum.add(power2k.divide(BigDecimal.valueOf(k), DIGITS), DIGITS);
      power2k = power2k.multiply(square, DIGITS);
    }
    BigDecimal log = s.multiply(TWO).multiply(sum, DIGITS);
    return log.add(LN_2.multiply(BigDecimal.valueOf(e)), DIGITS).negate();
  }

  /** sin(pi/2 w) for w in (0, 1). */
  public static BigDecimal quarterSine(BigDecimal w) {
    BigDecimal angle = w.multiply(HALF_PI, DIGITS);
    BigDecimal square = angle.multiply(angle, DIGITS);
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal term = ONE;
    for (int k = 1; term.abs().compareTo(TINY) > 0; k += 2) {
      sum = sum.add(term, DIGITS);
      BigDecimal divisor = BigDecimal.valueOf((long) (k + 1) * (k + 2));
      term = term.multiply(square, DIGITS).divide(divisor, DIGITS).negate();
    }
    return angle.multiply(sum, DIGITS);
  }

  /** (k + 1/2) / 2^bits. */
  public static BigDecimal midpoint(BigInteger k, int bits) {
    return new BigDecimal(k.shiftLeft(1).add(BigInteger.ONE))
        .divide(new BigDecimal(BigInteger.ONE.shiftLeft(bits + 1)));
  }

  /** The difference of {@code got} and {@code exact} in ulps of the latter. */
  public static double ulps(double got, BigDecimal exact) {
    double ulp = Math.ulp(exact.doubleValue());
    return new BigDecimal(got).subtract(exact).abs().doubleValue() / ulp;
  }
}
