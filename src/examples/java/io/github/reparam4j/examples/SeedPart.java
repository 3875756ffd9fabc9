/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.data.HeteroscedasticCurve;
import io.github.reparam4j.examples.SeedFit.Loss;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The main job's first part: the seed network, trained by two losses on one curve. */
final class SeedPart {
  private static final int TABLE_ROWS = 9;

  private final CurveData data;
  private final List<SeedFit> fits;

  private SeedPart(CurveData data, List<SeedFit> fits) {
    this.data = data;
    this.fits = fits;
  }

  /** Trains both. */
  static SeedPart train(CurveData data, int steps, long seed, Function<String, Progress> progress) {
    List<SeedFit> fits =
        Arrays.stream(Loss.values())
            .map(loss -> SeedFit.train(data, loss, steps, seed, progress.apply(loss.title())))
            .toList();
    return new SeedPart(data, fits);
  }

  List<SeedFit> fits() {
    return fits;
  }

  /** Prints both learned sigma(x), the scores, and why the first is as it is. */
  void print(PrintWriter out) {
    double[] positions = data.positions(TABLE_ROWS);
    double[] truth = CurveData.truthAt(positions).standardDeviation();
    double[] squared = fits.get(0).at(positions).standardDeviation();
    double[] likely = fits.get(1).at(positions).standardDeviation();
    boolean known = data.truthIsKnown();
    out.println();
    row(out, "", "squared loss", "neg. log-lik.", known ? "truth" : "");
    for (int i = 0; i < positions.length; i++) {
      String name = String.format(Locale.ROOT, "sigma(%.4g)", positions[i]);
      row(out, name, number(squared[i]), number(likely[i]), known ? number(truth[i]) : "");
    }
    row(
        out,
        "average NLL",
        number(fits.get(0).averageNll()),
        number(fits.get(1).averageNll()),
        known ? number(HeteroscedasticCurve.CONDITIONAL_FLOOR) : "");
    out.println();
    out.println(
        known
            ? "  NLL in nats, expected on new data; the best constant sigma has "
                + number(HeteroscedasticCurve.HOMOSCEDASTIC_FLOOR)
                + "."
            : "  NLL in nats, on the fifth of the rows that was held out.");
    out.println("  Why sigma collapses: E (y - t)^2 = (mu - t)^2 + sigma^2 is least at sigma = 0.");
  }

  private static void row(PrintWriter out, String name, String... cells) {
    String line = "  %-16s %15s %15s %15s".formatted(name, cells[0], cells[1], cells[2]);
    out.println(line.stripTrailing());
  }

  private static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 1e4 || size < 1e-3 && size > 0 ? "%.2e" : "%.4f";
    return String.format(Locale.ROOT, format, value);
  }

  /** Draws both bands. */
  void draw(PictureFolder pictures) {
    pictures.write("seed-bands.png", () -> Charts.bands(data, fits));
  }
}
