/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The main job's charts. */
final class Charts {
  private static final int WIDTH = 860;
  private static final int HEIGHT = 700;
  private static final int POSITIONS = 300;
  private static final int MAX_POINTS = 600;
  private static final float LINE = 2.6f;
  private static final Color BLUE = new Color(0x1f, 0x5f, 0xa8);
  private static final Color BAND = new Color(0x1f, 0x5f, 0xa8, 70);
  private static final Color ORANGE = new Color(0xd9, 0x6b, 0x0b);
  private static final Color DARK = new Color(0x22, 0x22, 0x22);
  private static final Color POINTS = new Color(0x60, 0x60, 0x60, 120);
  private static final Color GRID_LINES = new Color(0xe4, 0xe4, 0xe4);
  private static final Color INVISIBLE = new Color(0, 0, 0, 0);

  private Charts() {}

  /** Whether text can be drawn. A machine without any font makes Java throw an Error. */
  static boolean canBeDrawn() {
    Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      return g.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 12)).stringWidth("x") > 0;
    } catch (InternalError | LinkageError | RuntimeException e) {
      return false;
    } finally {
      g.dispose();
    }
  }

  /** Mean and 2-sigma band of each fit over the points, side by side; the truth is dashed. */
  static BufferedImage bands(CurveData data, List<SeedFit> fits) {
    double[] positions = data.positions(POSITIONS);
    List<Band> learned = fits.stream().map(fit -> fit.at(positions)).toList();
    double[] heights =
        Stream.concat(
                Stream.of(shown(data.y())),
                learned.stream().flatMap(band -> Stream.of(edge(band, -2), edge(band, 2))))
            .flatMapToDouble(Arrays::stream)
            .toArray();
    double low = Arrays.stream(heights).min().orElseThrow();
    double high = Arrays.stream(heights).max().orElseThrow();
    double margin = 0.05 * (high - low);
    BufferedImage picture =
        new BufferedImage(WIDTH * fits.size(), HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    for (int i = 0; i < fits.size(); i++) {
      XYChart chart = band(fits.get(i).loss().title(), data, learned.get(i));
      chart.getStyler().setYAxisMin(low - margin).setYAxisMax(high + margin);
      chart.paint(g, WIDTH, HEIGHT);
      g.translate(WIDTH, 0);
    }
    g.dispose();
    return picture;
  }

  private static XYChart band(String loss, CurveData data, Band learned) {
    XYChart chart = chart("Trained by the " + loss, data.xName(), data.yName());
    double[] positions = learned.x();
    outline(chart, learned);
    line(chart, "learned mean", positions, learned.mean(), BLUE, solid());
    if (data.truthIsKnown()) {
      Band truth = CurveData.truthAt(positions);
      dashes(chart, "true mean ± 2 sigma", positions, truth.mean());
      dashes(chart, "truth - 2 sigma", positions, edge(truth, -2)).setShowInLegend(false);
      dashes(chart, "truth + 2 sigma", positions, edge(truth, 2)).setShowInLegend(false);
    }
    XYSeries points = chart.addSeries("data", shown(data.x()), shown(data.y()));
    points.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    points.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(POINTS);
    return chart;
  }

  private static double[] shown(double[] values) {
    return Arrays.copyOf(values, Math.min(MAX_POINTS, values.length));
  }

  /** ELBO of training and test data after each epoch. */
  static BufferedImage elbo(String title, double[] train, double[] test) {
    XYChart chart = chart(title, "epoch", "ELBO, nats per image");
    double[] epochs = IntStream.rangeClosed(1, train.length).asDoubleStream().toArray();
    line(chart, "training images", epochs, train, BLUE, solid()).setMarker(SeriesMarkers.CIRCLE);
    line(chart, "test images", epochs, test, ORANGE, solid()).setMarker(SeriesMarkers.DIAMOND);
    chart.getStyler().setMarkerSize(9);
    chart
        .getStyler()
        .setXAxisTickLabelsFormattingFunction(x -> x == Math.rint(x) ? "%.0f".formatted(x) : "");
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(train.length + 0.5);
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    chart.paint(g, WIDTH, HEIGHT);
    g.dispose();
    return picture;
  }

  private static XYChart chart(String title, String xTitle, String yTitle) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    XYStyler styler = chart.getStyler();
    styler.setLocale(Locale.ROOT);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID_LINES);
    styler.setChartPadding(20);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitlePadding(12);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 22));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 19));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPadding(17);
    styler.setMarkerSize(6);
    styler.setAxisTitlePadding(12);
    return chart;
  }

  private static void outline(XYChart chart, Band band) {
    int n = band.x().length;
    double[] low = edge(band, -2);
    double[] high = edge(band, 2);
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = band.x()[i];
      y[i] = high[i];
      x[2 * n - 1 - i] = band.x()[i];
      y[2 * n - 1 - i] = low[i];
    }
    XYSeries series = chart.addSeries("learned mean ± 2 sigma", x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    series.setFillColor(BAND);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(INVISIBLE);
  }

  private static double[] edge(Band band, double sigmas) {
    return IntStream.range(0, band.x().length)
        .mapToDouble(i -> band.mean()[i] + sigmas * band.standardDeviation()[i])
        .toArray();
  }

  private static XYSeries line(
      XYChart chart, String name, double[] x, double[] y, Color color, BasicStroke stroke) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(SeriesMarkers.NONE).setMarkerColor(color);
    series.setLineColor(color).setLineStyle(stroke);
    return series;
  }

  private static BasicStroke solid() {
    return new BasicStroke(LINE, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  /** A smooth series is drawn as one path, along which the dashes run on. */
  private static XYSeries dashes(XYChart chart, String name, double[] x, double[] y) {
    BasicStroke stroke =
        new BasicStroke(
            2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {9, 6}, 0);
    return line(chart, name, x, y, DARK, stroke).setSmooth(true);
  }
}
