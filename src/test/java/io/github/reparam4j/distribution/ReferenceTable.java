/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.distribution;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The reference values of one family, written by src/test/python/reference/generate.py, by
 * quantity.
 *
 * <p>Derivatives of the distribution function are left out where the smaller tail is below the
 * least normal number of the type: they are a subnormal number, which has few digits, times a
 * factor such as 1 / scale. The slope of {@code logCdf} or {@code logSurvival} is right there.
 */
final class ReferenceTable {
  /**
   * One value.
   *
   * @param parameters of the distribution
   * @param argument of the function, NaN for a moment
   * @param value the right value, rounded to DOUBLE
   * @param condition the sum of |derivative * input| over the inputs
   * @param tail for a derivative of the distribution function the smaller tail, else 1
   */
  record Row(double[] parameters, double argument, double value, double condition, double tail) {
    boolean isFloat() {
      return tail >= Float.MIN_NORMAL
          && isFloat(argument)
          && Arrays.stream(parameters).allMatch(Row::isFloat);
    }

    private static boolean isFloat(double x) {
      return Double.isNaN(x) || x == (float) x && (x == 0 || Math.abs(x) >= Float.MIN_NORMAL);
    }
  }

  private static final List<String> TAILS = List.of("cdf", "survival", "logCdf", "logSurvival");

  private ReferenceTable() {}

  /**
   * The rows by quantity. The derivative of logProb by input i is {@code logProb'i}: input 0 is the
   * value, input i parameter i.
   *
   * @param family the name of the table
   * @param fixed the number of leading parameters without a derivative
   */
  static Map<String, List<Row>> of(String family, boolean isDiscrete, int fixed) {
    Map<String, List<Row>> rows = new LinkedHashMap<>();
    double[] parameters = {};
    for (String line : lines(family + ".txt")) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "family" -> {}
        case "parameters" ->
            parameters = Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray();
        case "at" -> {
          List<String> names = names(parameters.length, isDiscrete, fixed);
          double at = Double.parseDouble(words[1]);
          double tail = 1;
          for (int i = 2; i < words.length; i++) {
            String name = names.get(i - 2);
            if (name.equals("cdf") || name.equals("survival")) {
              tail = Math.min(tail, value(words[i]));
            }
            boolean isSlope = name.startsWith("cdf'");
            if (!isSlope || tail >= Double.MIN_NORMAL) {
              add(rows, name, parameters, at, words[i], isSlope ? tail : 1);
            }
          }
        }
        case "icdf", "inverseSurvival" ->
            add(rows, words[0], parameters, Double.parseDouble(words[1]), words[2], 1);
        default -> add(rows, words[0], parameters, Double.NaN, words[1], 1);
      }
    }
    return rows;
  }

  private static List<String> names(int parameters, boolean isDiscrete, int fixed) {
    List<String> names = new ArrayList<>(List.of("logProb"));
    List<Integer> by = new ArrayList<>(isDiscrete ? List.of() : List.of(0));
    for (int i = fixed + 1; i <= parameters; i++) {
      by.add(i);
    }
    by.forEach(i -> names.add("logProb'" + i));
    names.addAll(TAILS);
    by.forEach(i -> names.add("cdf'" + i));
    return names;
  }

  private static void add(
      Map<String, List<Row>> rows,
      String name,
      double[] parameters,
      double at,
      String token,
      double tail) {
    String[] both = token.split("~");
    double condition = both.length == 2 ? Double.parseDouble(both[1]) : 0;
    rows.computeIfAbsent(name, n -> new ArrayList<>())
        .add(new Row(parameters, at, value(token), condition, tail));
  }

  private static double value(String token) {
    return Double.parseDouble(token.split("~")[0]);
  }

  /** The lines of a file of src/test/resources/reference. */
  static List<String> lines(String file) {
    String name = "/reference/" + file;
    try (InputStream in = ReferenceTable.class.getResourceAsStream(name);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
