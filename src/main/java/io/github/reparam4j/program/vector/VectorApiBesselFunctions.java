/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.program.vector;

import static io.github.reparam4j.program.vector.VectorApiDoubles.HALF;
import static io.github.reparam4j.program.vector.VectorApiDoubles.ONE;
import static io.github.reparam4j.program.vector.VectorApiDoubles.load;
import static io.github.reparam4j.program.vector.VectorApiDoubles.of;
import static io.github.reparam4j.program.vector.VectorApiFloatByDouble.byDouble;

import io.github.reparam4j.tensor.Bessel;
import io.github.reparam4j.tensor.Elementwise;
import io.github.reparam4j.tensor.Loops;
import java.util.Map;
import jdk.incubator.vector.DoubleVector;

/**
 * Functions of the Bessel functions I0 and I1 for floats: ln(e^-|x| I0(x)) and 1 - I1(|x|) /
 * I0(|x|). Up to |x| = 3 they are polynomials in x^2, beyond in 1 / |x|, with relative errors of
 * 1e-9; {@code special-functions/generate_vector_kernels.py} of the tests makes the polynomials.
 */
final class VectorApiBesselFunctions {
  private static final int LANES = VectorApiDoubles.SPECIES.length();

  private static final DoubleVector THRESHOLD = of(3.0);
  private static final DoubleVector QUARTER = of(0.25);
  private static final DoubleVector SIX = of(6.0);
  private static final DoubleVector TWO_PI = of(2 * Math.PI);

  /** 2 / 2.25: x^2 / 4 at the threshold is 2.25. */
  private static final DoubleVector TO_UNIT = of(2 / 2.25);

  // ln I0(x) / (x^2/4) for |x| <= 3.
  private static final DoubleVector NEAR_0 = of(0.8087259161725423);
  private static final DoubleVector NEAR_1 = of(-0.1329916640722057);
  private static final DoubleVector NEAR_2 = of(0.03827761031756611);
  private static final DoubleVector NEAR_3 = of(-0.012749565291649943);
  private static final DoubleVector NEAR_4 = of(0.004536570142642982);
  private static final DoubleVector NEAR_5 = of(-0.0016758488692582502);
  private static final DoubleVector NEAR_6 = of(0.0006355096564666752);
  private static final DoubleVector NEAR_7 = of(-0.00024995549805667007);
  private static final DoubleVector NEAR_8 = of(9.801812694390605e-05);
  private static final DoubleVector NEAR_9 = of(-3.1427945602796066e-05);
  private static final DoubleVector NEAR_10 = of(1.2490079125925068e-05);
  private static final DoubleVector NEAR_11 = of(-1.095515922855653e-05);
  private static final DoubleVector NEAR_12 = of(4.467907906231819e-06);

  // I1(x) / I0(x) / (x/2) for |x| <= 3.
  private static final DoubleVector RATIO_0 = of(0.6757342462894371);
  private static final DoubleVector RATIO_1 = of(-0.1894281175468596);
  private static final DoubleVector RATIO_2 = of(0.07658462880359766);
  private static final DoubleVector RATIO_3 = of(-0.03285148111383911);
  private static final DoubleVector RATIO_4 = of(0.014296850871276462);
  private static final DoubleVector RATIO_5 = of(-0.006247801586190682);
  private static final DoubleVector RATIO_6 = of(0.0027328270904832274);
  private static final DoubleVector RATIO_7 = of(-0.0011896045571845432);
  private static final DoubleVector RATIO_8 = of(0.0005205592802664703);
  private static final DoubleVector RATIO_9 = of(-0.00024280741760227236);
  private static final DoubleVector RATIO_10 = of(0.00010625402161400875);
  private static final DoubleVector RATIO_11 = of(-2.684885746230607e-05);
  private static final DoubleVector RATIO_12 = of(1.174925756627781e-05);
  private static final DoubleVector RATIO_13 = of(-1.8240671659639874e-05);
  private static final DoubleVector RATIO_14 = of(7.982255862970086e-06);

  // x ln(e^-x I0(x) sqrt(2 pi x)) for x >= 3.
  private static final DoubleVector FAR_0 = of(0.13802035723576864);
  private static final DoubleVector FAR_1 = of(0.017044685978914433);
  private static final DoubleVector FAR_2 = of(0.006276798689290433);
  private static final DoubleVector FAR_3 = of(0.002487754448923221);
  private static final DoubleVector FAR_4 = of(-0.001882245104094299);
  private static final DoubleVector FAR_5 = of(-0.0032111862330686356);
  private static final DoubleVector FAR_6 = of(0.0010762499820814804);
  private static final DoubleVector FAR_7 = of(0.0026397662558530193);
  private static final DoubleVector FAR_8 = of(-0.002089143790400541);
  private static final DoubleVector FAR_9 = of(-0.0012138379459601654);
  private static final DoubleVector FAR_10 = of(0.0034730544121781472);
  private static final DoubleVector FAR_11 = of(-0.001514638176694914);
  private static final DoubleVector FAR_12 = of(-0.003954598791289268);
  private static final DoubleVector FAR_13 = of(0.0043788343613111475);
  private static final DoubleVector FAR_14 = of(0.0030179227450090524);
  private static final DoubleVector FAR_15 = of(-0.0052334132798991665);
  private static final DoubleVector FAR_16 = of(-0.0014714015916131218);
  private static final DoubleVector FAR_17 = of(0.0036071275000922314);
  private static final DoubleVector FAR_18 = of(0.0004106918050159599);
  private static final DoubleVector FAR_19 = of(-0.0013885543680276678);
  private static final DoubleVector FAR_20 = of(-4.923654504126214e-05);
  private static final DoubleVector FAR_21 = of(0.00023191054135060306);

  // x (1 - I1(x) / I0(x)) for x >= 3.
  private static final DoubleVector GAP_0 = of(0.5258441738136267);
  private static final DoubleVector GAP_1 = of(0.03361799147537369);
  private static final DoubleVector GAP_2 = of(0.01215610419014888);
  private static final DoubleVector GAP_3 = of(0.004786791105318221);
  private static final DoubleVector GAP_4 = of(-0.0038402819654822992);
  private static final DoubleVector GAP_5 = of(-0.006398986217405742);
  private static final DoubleVector GAP_6 = of(0.002183149977845418);
  private static final DoubleVector GAP_7 = of(0.005275762443330067);
  private static final DoubleVector GAP_8 = of(-0.004016525404057383);
  private static final DoubleVector GAP_9 = of(-0.0023777837289154858);
  private static final DoubleVector GAP_10 = of(0.006102866072114472);
  private static final DoubleVector GAP_11 = of(-0.003265649530098806);
  private static final DoubleVector GAP_12 = of(-0.00550661760308611);
  private static final DoubleVector GAP_13 = of(0.009488949190167986);
  private static final DoubleVector GAP_14 = of(0.0016850336927147836);
  private static final DoubleVector GAP_15 = of(-0.011938268588739274);
  private static final DoubleVector GAP_16 = of(0.002124227928820224);
  private static final DoubleVector GAP_17 = of(0.009102955426735298);
  private static final DoubleVector GAP_18 = of(-0.002852400168997054);
  private static final DoubleVector GAP_19 = of(-0.0042669977082808045);
  private static final DoubleVector GAP_20 = of(0.0014106276534526418);
  private static final DoubleVector GAP_21 = of(0.0011218396531617527);
  private static final DoubleVector GAP_22 = of(-0.00026829916139544394);
  private static final DoubleVector GAP_23 = of(-0.00012454443833296504);

  private VectorApiBesselFunctions() {}

  static void addTo(Map<Elementwise, Loops.Floats> kernels) {
    kernels.put(
        Bessel.LOG_BESSEL_I0E,
        byDouble(
            (in, out, s, n) -> logI0eNear(in[0], s[0], n),
            (in, out, s, n) -> logI0eRest(in[0], s[1], n),
            (in, out, s, n) -> logI0e(in[0], s[0], s[1], out, n)));
    kernels.put(
        Bessel.BESSEL_RATIO_GAP,
        byDouble(
            (in, out, s, n) -> gapNear(in[0], s[0], n),
            (in, out, s, n) -> gap(in[0], s[0], out, n)));
  }

  private static void logI0eNear(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector size = load(x, i).abs();
      DoubleVector z = square(size);
      z.fma(near(z.fma(TO_UNIT, ONE.neg())), size.neg()).intoArray(y, i);
    }
  }

  /** The far logarithm without -ln(2 pi x) / 2. */
  private static void logI0eRest(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector r = ONE.div(load(x, i).abs().max(THRESHOLD));
      far(r.fma(SIX, ONE.neg())).mul(r).intoArray(y, i);
    }
  }

  private static void logI0e(double[] x, double[] near, double[] rest, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector size = load(x, i).abs();
      DoubleVector v = size.mul(TWO_PI);
      DoubleVector k = VectorApiDoubles.exponent(v);
      DoubleVector log =
          VectorApiDoubles.log(v, k, VectorApiDoubles.fraction(v), VectorApiDoubles.ZERO);
      DoubleVector far = load(rest, i).sub(log.mul(HALF));
      far.blend(load(near, i), size.lt(THRESHOLD)).intoArray(y, i);
    }
  }

  private static void gapNear(double[] x, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector size = load(x, i).abs();
      DoubleVector t = square(size).fma(TO_UNIT, ONE.neg());
      ONE.sub(ratio(t).mul(size).mul(HALF)).intoArray(y, i);
    }
  }

  private static void gap(double[] x, double[] near, double[] y, int n) {
    for (int i = 0; i < n; i += LANES) {
      DoubleVector size = load(x, i).abs();
      DoubleVector r = ONE.div(size.max(THRESHOLD));
      DoubleVector far = gapFar(r.fma(SIX, ONE.neg())).mul(r);
      far.blend(load(near, i), size.lt(THRESHOLD)).intoArray(y, i);
    }
  }

  /** x^2 / 4 of no more than the threshold. */
  private static DoubleVector square(DoubleVector size) {
    DoubleVector held = size.min(THRESHOLD);
    return held.mul(held).mul(QUARTER);
  }

  /** ln I0(x) / z for z = x^2 / 4 = 1.125 (1 + t). */
  private static DoubleVector near(DoubleVector t) {
    DoubleVector q = t.fma(NEAR_12, NEAR_11);
    q = q.fma(t, NEAR_10);
    q = q.fma(t, NEAR_9);
    q = q.fma(t, NEAR_8);
    q = q.fma(t, NEAR_7);
    q = q.fma(t, NEAR_6);
    q = q.fma(t, NEAR_5);
    q = q.fma(t, NEAR_4);
    q = q.fma(t, NEAR_3);
    q = q.fma(t, NEAR_2);
    q = q.fma(t, NEAR_1);
    return q.fma(t, NEAR_0);
  }

  /** I1(x) / I0(x) / (x/2) for x^2 / 4 = 1.125 (1 + t). */
  private static DoubleVector ratio(DoubleVector t) {
    DoubleVector q = t.fma(RATIO_14, RATIO_13);
    q = q.fma(t, RATIO_12);
    q = q.fma(t, RATIO_11);
    q = q.fma(t, RATIO_10);
    q = q.fma(t, RATIO_9);
    q = q.fma(t, RATIO_8);
    q = q.fma(t, RATIO_7);
    q = q.fma(t, RATIO_6);
    q = q.fma(t, RATIO_5);
    q = q.fma(t, RATIO_4);
    q = q.fma(t, RATIO_3);
    q = q.fma(t, RATIO_2);
    q = q.fma(t, RATIO_1);
    return q.fma(t, RATIO_0);
  }

  /** x ln(e^-x I0(x) sqrt(2 pi x)) for 1 / x = (1 + t) / 6. */
  private static DoubleVector far(DoubleVector t) {
    DoubleVector q = t.fma(FAR_21, FAR_20);
    q = q.fma(t, FAR_19);
    q = q.fma(t, FAR_18);
    q = q.fma(t, FAR_17);
    q = q.fma(t, FAR_16);
    q = q.fma(t, FAR_15);
    q = q.fma(t, FAR_14);
    q = q.fma(t, FAR_13);
    q = q.fma(t, FAR_12);
    q = q.fma(t, FAR_11);
    q = q.fma(t, FAR_10);
    q = q.fma(t, FAR_9);
    q = q.fma(t, FAR_8);
    q = q.fma(t, FAR_7);
    q = q.fma(t, FAR_6);
    q = q.fma(t, FAR_5);
    q = q.fma(t, FAR_4);
    q = q.fma(t, FAR_3);
    q = q.fma(t, FAR_2);
    q = q.fma(t, FAR_1);
    return q.fma(t, FAR_0);
  }

  /** x (1 - I1(x) / I0(x)) for 1 / x = (1 + t) / 6. */
  private static DoubleVector gapFar(DoubleVector t) {
    DoubleVector q = t.fma(GAP_23, GAP_22);
    q = q.fma(t, GAP_21);
    q = q.fma(t, GAP_20);
    q = q.fma(t, GAP_19);
    q = q.fma(t, GAP_18);
    q = q.fma(t, GAP_17);
    q = q.fma(t, GAP_16);
    q = q.fma(t, GAP_15);
    q = q.fma(t, GAP_14);
    q = q.fma(t, GAP_13);
    q = q.fma(t, GAP_12);
    q = q.fma(t, GAP_11);
    q = q.fma(t, GAP_10);
    q = q.fma(t, GAP_9);
    q = q.fma(t, GAP_8);
    q = q.fma(t, GAP_7);
    q = q.fma(t, GAP_6);
    q = q.fma(t, GAP_5);
    q = q.fma(t, GAP_4);
    q = q.fma(t, GAP_3);
    q = q.fma(t, GAP_2);
    q = q.fma(t, GAP_1);
    return q.fma(t, GAP_0);
  }
}
