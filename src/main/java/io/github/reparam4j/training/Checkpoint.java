/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.NativeArrays;
import io.github.reparam4j.tensor.Shape;
import io.github.reparam4j.tensor.Variable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Values of variables by name, in memory and in a file: the parameters of a network, and in the
 * files that {@link Training#checkpoints} writes also the optimiser's state, running statistics and
 * how far the training has come.
 *
 * <pre>{@code
 * Checkpoint.of(net.parameters()).write(Path.of("net.npz"));
 * Checkpoint.read(Path.of("net.npz")).restore(net.parameters());
 * }</pre>
 *
 * <p>The file is NumPy's archive of arrays, uncompressed: {@code numpy.load("net.npz")} has an
 * array for each variable, under its name, and {@code manifest.json}. {@link #writeSafetensors} and
 * {@link #readSafetensors} exchange arrays with libraries in other languages. FLOAT is {@code
 * float32}, DOUBLE {@code float64}. A {@code Dense} layer has its weight as [in, out], PyTorch as
 * [out, in]: transpose it, and rename it, with {@link #array} and {@link #of(Map)}.
 *
 * <p>A file is written as a whole or not at all: to a temporary file beside it, which is forced to
 * disk and then renamed. So a failed write leaves the former file. Files from elsewhere are checked
 * as they are read: lengths, offsets, checksums, names.
 *
 * <p>Names are distinct, have no control characters and backslashes, and do not lead out of a
 * folder, as {@code ../x} would. Immutable but for {@link #close}, which frees the arrays at once;
 * otherwise the garbage collector does.
 */
public final class Checkpoint implements AutoCloseable {
  private final Map<String, INDArray> arrays;
  private final Progress progress;
  private boolean closed;

  Checkpoint(Map<String, INDArray> arrays, Progress progress) {
    this.arrays = Collections.unmodifiableMap(arrays);
    this.progress = progress;
  }

  // ---- from variables and arrays

  /**
   * The present values of variables, such as {@code net.parameters()}.
   *
   * @param variables the variables, of distinct names
   * @return their values, copied
   * @throws IllegalArgumentException if two variables have one name, or a name is not allowed
   */
  public static Checkpoint of(List<? extends Variable> variables) {
    Errors.allGiven("Checkpoint.of", "variables", variables);
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    byName("Checkpoint.of", variables).forEach((name, v) -> arrays.put(name, v.value()));
    return new Checkpoint(arrays, null);
  }

  /**
   * Arrays by name.
   *
   * @param arrays the arrays, numeric; copied, in the type {@link DType#holding}
   * @return the checkpoint
   * @throws IllegalArgumentException if an array is closed or not numeric, or a name not allowed
   */
  public static Checkpoint of(Map<String, INDArray> arrays) {
    Errors.given("Checkpoint.of", "arrays", arrays);
    Map<String, INDArray> copies = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          requireName("Checkpoint.of", Errors.given("Checkpoint.of", "name", name));
          Errors.given("Checkpoint.of", "array '" + name + "'", array);
          NativeArrays.requireUsable("Checkpoint.of", "array '" + name + "'", array);
          copies.put(name, Variable.of(name, array).array());
        });
    return new Checkpoint(copies, null);
  }

  /** The variables by name; each is counted once. */
  static Map<String, Variable> byName(String where, Collection<? extends Variable> variables) {
    Map<String, Variable> named = new LinkedHashMap<>();
    for (Variable v : variables) {
      requireName(where, v.name());
      Variable other = named.put(v.name(), v);
      if (other != null && other != v) {
        throw Errors.argument(
            where, "names of variables must be distinct", other + " and " + v, "rename one");
      }
    }
    return named;
  }

  private static void requireName(String where, String name) {
    if (!EntryNames.isValid(name)) {
      throw Errors.argument(
          where,
          "a name must be one of a file, without control characters, '\\' and '..'",
          "'" + EntryNames.shown(name) + "'",
          null);
    }
  }

  // ---- files

  /**
   * Reads a file that {@link #write}, a training or NumPy has written.
   *
   * @param file a {@code .npz} file whose arrays are float32 or float64
   * @return its contents
   * @throws UncheckedIOException if the file can't be read, is damaged, has arrays of other types,
   *     names that are not allowed or a name twice
   */
  public static Checkpoint read(Path file) {
    return reading(
        "Checkpoint.read",
        file,
        () -> {
          Npz.Contents contents = Npz.read(file);
          Progress progress =
              contents.manifest() == null ? null : Progress.parse(contents.manifest());
          return new Checkpoint(contents.arrays(), progress);
        });
  }

  /**
   * Reads a file in the safetensors format. Its metadata are ignored.
   *
   * @param file a file whose arrays are of type F32 or F64
   * @return its arrays
   * @throws UncheckedIOException if the file can't be read or breaks a rule of the format, has
   *     arrays of other types, names that are not allowed or a name twice
   */
  public static Checkpoint readSafetensors(Path file) {
    return reading(
        "Checkpoint.readSafetensors", file, () -> new Checkpoint(Safetensors.read(file), null));
  }

  /** Reads a file. */
  @FunctionalInterface
  private interface Reading {
    Checkpoint read() throws IOException;
  }

  private static Checkpoint reading(String where, Path file, Reading body) {
    Errors.given(where, "file", file);
    if (!Files.isRegularFile(file)) {
      throw Errors.file(where, "file must exist", "no file at " + file, null, null);
    }
    try {
      return body.read();
    } catch (EOFException e) {
      throw Errors.file(where, "file must be complete", "an early end in " + file, null, e);
    } catch (IOException e) {
      throw Errors.file(where, "file must be intact", e.getMessage() + " in " + file, null, e);
    }
  }

  /**
   * Writes a {@code .npz} file. A file that is there is replaced as a whole.
   *
   * @param file the file, in a folder that exists
   * @throws UncheckedIOException if it can't be written; the former file is left as it was
   * @throws IllegalStateException if this checkpoint is closed
   */
  public void write(Path file) {
    Map<String, INDArray> all = arrays("Checkpoint.write");
    writing(
        "Checkpoint.write",
        file,
        out -> {
          Npz.Writer npz = new Npz.Writer(out);
          npz.manifest((progress == null ? Progress.NONE : progress).toJson());
          for (Map.Entry<String, INDArray> e : all.entrySet()) {
            npz.array(e.getKey(), e.getValue());
          }
          npz.finish();
        });
  }

  /**
   * Writes the arrays in the safetensors format; {@code safetensors.numpy.load_file} reads it. A
   * file that is there is replaced as a whole.
   *
   * @param file the file, in a folder that exists
   * @throws UncheckedIOException if it can't be written; the former file is left as it was
   * @throws IllegalStateException if this checkpoint is closed
   */
  public void writeSafetensors(Path file) {
    Map<String, INDArray> all = arrays("Checkpoint.writeSafetensors");
    writing("Checkpoint.writeSafetensors", file, out -> Safetensors.write(all, out));
  }

  static void writing(String where, Path file, AtomicFile.Body body) {
    Errors.given(where, "file", file);
    try {
      AtomicFile.write(file, body);
    } catch (IOException e) {
      throw Errors.file(
          where, "file must be writable", e + " at " + file, "the former file is unchanged", e);
    }
  }

  // ---- contents

  /** {@return the names of the arrays, in the order of the file} */
  public Set<String> names() {
    return arrays.keySet();
  }

  /**
   * An array.
   *
   * @param name its name
   * @return the array, not a copy, valid until this checkpoint is closed
   * @throws IllegalArgumentException if there is no such array
   * @throws IllegalStateException if this checkpoint is closed
   */
  public INDArray array(String name) {
    Errors.given("Checkpoint.array", "name", name);
    INDArray array = arrays("Checkpoint.array").get(name);
    if (array == null) {
      throw Errors.argument(
          "Checkpoint.array", "name must be one of " + names(), "'" + name + "'", null);
    }
    return array;
  }

  private Map<String, INDArray> arrays(String where) {
    if (closed) {
      throw Errors.state(where, "checkpoint must be open", "a closed one", null);
    }
    return arrays;
  }

  /** {@return the number of epochs that the training had finished, if a training wrote it} */
  public OptionalInt epoch() {
    return progress == null ? OptionalInt.empty() : OptionalInt.of(progress.epoch());
  }

  /** {@return the number of steps that the training had made, if a training wrote it} */
  public OptionalLong step() {
    return progress == null ? OptionalLong.empty() : OptionalLong.of(progress.step());
  }

  /** How far the training had come; null if no training wrote it. */
  Progress progress() {
    return progress;
  }

  // ---- restoring

  /**
   * Sets variables to the values of the arrays of their names. Arrays that no variable takes are
   * ignored: the file of a training has the optimiser's state as well.
   *
   * @param variables the variables, of distinct names
   * @throws IllegalArgumentException if a variable has no array of its name, shape and dtype; the
   *     message lists all such variables, and none was set
   * @throws IllegalStateException if this checkpoint is closed
   */
  public void restore(List<? extends Variable> variables) {
    Errors.allGiven("Checkpoint.restore", "variables", variables);
    restore("Checkpoint.restore", variables, List.of());
  }

  /**
   * Sets those variables for which there is an array of their name, shape and dtype.
   *
   * @param variables the variables, of distinct names
   * @return the names of the variables that were not set
   * @throws IllegalArgumentException if two variables have one name
   * @throws IllegalStateException if this checkpoint is closed
   */
  public List<String> restoreMatching(List<? extends Variable> variables) {
    String where = "Checkpoint.restoreMatching";
    Errors.allGiven(where, "variables", variables);
    List<String> others = new ArrayList<>();
    Map<String, INDArray> all = arrays(where);
    byName(where, variables)
        .forEach(
            (name, v) -> {
              if (mismatch(v, all.get(name)) == null) {
                v.assign(all.get(name));
              } else {
                others.add(name);
              }
            });
    return List.copyOf(others);
  }

  /** Sets all variables, or none if there are mismatches: those found here, and further ones. */
  void restore(String where, Collection<? extends Variable> variables, List<String> further) {
    Map<String, INDArray> all = arrays(where);
    Map<String, Variable> named = byName(where, variables);
    List<String> mismatches = new ArrayList<>();
    named.forEach(
        (name, v) -> {
          String mismatch = mismatch(v, all.get(name));
          if (mismatch != null) {
            mismatches.add(mismatch);
          }
        });
    mismatches.addAll(further);
    if (!mismatches.isEmpty()) {
      throw Errors.argument(
          where,
          "variables must be those of the checkpoint",
          mismatches.size() + " that are not: " + String.join("; ", mismatches),
          where.startsWith("Checkpoint") ? "restoreMatching(...) sets the others" : null);
    }
    named.forEach((name, v) -> v.assign(all.get(name)));
  }

  private static String mismatch(Variable v, INDArray array) {
    if (array == null) {
      return v + " is not in the checkpoint";
    }
    Shape shape = Shape.of(array.shape());
    DType dtype = DType.holding(array.dataType());
    return v.shape().equals(shape) && v.dtype() == dtype
        ? null
        : v + " is " + shape + " " + dtype + " in the checkpoint";
  }

  /** Frees the arrays; a closed checkpoint can't be used. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      arrays.values().forEach(Checkpoint::free);
    }
  }

  /** Frees an array; an empty one is a variable's own. */
  static void free(INDArray array) {
    if (!array.isEmpty() && array.closeable()) {
      array.close();
    }
  }

  /** {@return the number of arrays, and how far the training had come} */
  @Override
  public String toString() {
    return "Checkpoint["
        + arrays.size()
        + " arrays"
        + (progress == null ? "" : ", epoch " + progress.epoch() + ", step " + progress.step())
        + "]";
  }
}
