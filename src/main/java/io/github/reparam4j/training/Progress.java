/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How far a training has come: the manifest of a checkpoint. Together with the variables, all that
 * a fit needs to continue as if it had not stopped. As JSON it has the components' names; numbers
 * that are not finite are strings.
 *
 * @param format {@link #FORMAT}
 * @param version version of the format, 1
 * @param seed seed of the order of the data and of all noise
 * @param epoch number of epochs finished
 * @param step number of steps made, in all epochs
 * @param means sums of the epoch under way
 * @param stopping state of early stopping
 * @param best the best epoch so far
 * @param history the epochs finished
 */
record Progress(
    String format,
    int version,
    long seed,
    int epoch,
    long step,
    RunningMeans.State means,
    EarlyStoppingTracker.State stopping,
    Best best,
    List<EpochReport> history) {
  static final String FORMAT = "reparam4j-checkpoint";
  private static final int VERSION = 1;

  /** The manifest of arrays that no training wrote. */
  static final Progress NONE = new Progress(FORMAT, VERSION, 0, 0, 0, null, null, null, null);

  /**
   * The epoch with the least loss so far.
   *
   * @param epoch its number, 0 if there is none
   * @param loss its loss
   */
  record Best(int epoch, double loss) {
    static final Best NONE = new Best(0, Double.POSITIVE_INFINITY);
  }

  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(double.class, new Decimal())
          .registerTypeAdapter(Double.class, new Decimal())
          .registerTypeAdapter(OptionalDouble.class, new OptionalDecimal())
          .setPrettyPrinting()
          .create();

  static Progress of(
      long seed,
      int epoch,
      long step,
      RunningMeans means,
      EarlyStoppingTracker tracker,
      Best best,
      List<EpochReport> history) {
    return new Progress(
        FORMAT, VERSION, seed, epoch, step, means.state(), tracker.state(), best, history);
  }

  String toJson() {
    return GSON.toJson(this);
  }

  /**
   * Reads a manifest.
   *
   * @return the progress, or null if no training wrote it
   * @throws IOException if it is not one
   */
  static Progress parse(String json) throws IOException {
    Progress read;
    try {
      read = GSON.fromJson(json, Progress.class);
    } catch (RuntimeException e) {
      throw new IOException("a manifest that can't be read, " + e.getMessage(), e);
    }
    if (read == null || !FORMAT.equals(read.format)) {
      throw new IOException("a manifest of another format than " + FORMAT);
    }
    if (read.version != VERSION) {
      throw new IOException("version " + read.version + " of the manifest, not " + VERSION);
    }
    if (read.history == null) {
      return null;
    }
    boolean complete =
        read.means != null
            && read.means.sums() != null
            && read.stopping != null
            && read.best != null
            && read.epoch >= 0
            && read.step >= 0
            && read.means.batches() >= 0
            && !read.history.contains(null);
    if (!complete) {
      throw new IOException("a manifest that lacks entries");
    }
    return read;
  }

  /** JSON has no NaN and no infinities. */
  private static final class Decimal extends TypeAdapter<Double> {
    @Override
    public void write(JsonWriter out, Double value) throws IOException {
      if (Double.isFinite(value)) {
        out.value(value);
      } else {
        out.value(value.toString());
      }
    }

    @Override
    public Double read(JsonReader in) throws IOException {
      return Double.valueOf(in.nextString());
    }
  }

  /** A number or null. */
  private static final class OptionalDecimal extends TypeAdapter<OptionalDouble> {
    @Override
    public void write(JsonWriter out, OptionalDouble value) throws IOException {
      if (value.isPresent()) {
        new Decimal().write(out, value.getAsDouble());
      } else {
        out.nullValue();
      }
    }

    @Override
    public OptionalDouble read(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.NULL) {
        in.nextNull();
        return OptionalDouble.empty();
      }
      return OptionalDouble.of(new Decimal().read(in));
    }
  }
}
