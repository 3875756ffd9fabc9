/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import io.github.reparam4j.tensor.DType;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The safetensors format: the length of a header as 8 bytes, little-endian; the header, a JSON
 * object with dtype, shape and offsets of each array; the arrays. They cover the rest of the file
 * without holes or overlaps. Source: the format's description in the repository
 * huggingface/safetensors.
 */
final class Safetensors {
  private static final String METADATA = "__metadata__";
  private static final int MAX_HEADER = 100_000_000;
  private static final int ALIGNMENT = 8;
  private static final int MAX_RANK = 32;
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private Safetensors() {}

  /** The description of an array; the names of the components are the format's. */
  private record Entry(String dtype, long[] shape, long[] data_offsets) {}

  /** An array in a file. */
  private record Placed(String name, DType dtype, long[] shape, long begin, long end) {}

  // ---- writing

  static void write(Map<String, INDArray> arrays, OutputStream out) throws IOException {
    // DOUBLE before FLOAT, so that every array is aligned.
    List<Map.Entry<String, INDArray>> order = new ArrayList<>(arrays.entrySet());
    order.sort(Comparator.comparing(e -> -DType.holding(e.getValue().dataType()).bytes()));
    Map<String, Entry> header = new LinkedHashMap<>();
    long begin = 0;
    for (Map.Entry<String, INDArray> e : order) {
      DType dtype = DType.holding(e.getValue().dataType());
      long[] shape = e.getValue().shape();
      long end = begin + ArrayBytes.count(dtype, shape);
      String type = dtype == DType.FLOAT ? "F32" : "F64";
      header.put(e.getKey(), new Entry(type, shape, new long[] {begin, end}));
      begin = end;
    }
    StringBuilder json = new StringBuilder(GSON.toJson(header));
    int bytes = json.toString().getBytes(StandardCharsets.UTF_8).length;
    json.append(" ".repeat((ALIGNMENT - bytes % ALIGNMENT) % ALIGNMENT));
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array());
    out.write(text);
    for (Map.Entry<String, INDArray> e : order) {
      ArrayBytes.write(e.getValue(), out);
    }
  }

  // ---- reading

  /**
   * Reads a file.
   *
   * @throws IOException if it breaks a rule of the format; the message says what was found
   */
  static Map<String, INDArray> read(Path path) throws IOException {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path))) {
      long size = Files.size(path);
      byte[] prefix = file.readNBytes(Long.BYTES);
      if (prefix.length < Long.BYTES) {
        throw new EOFException();
      }
      long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (length < 0 || length > MAX_HEADER || length > size - Long.BYTES) {
        throw new IOException(
            "a header of "
                + Long.toUnsignedString(length)
                + " bytes in a file of "
                + size
                + " bytes");
      }
      byte[] header = new byte[(int) length];
      new DataInputStream(file).readFully(header);
      List<Placed> placed = parse(header);
      requireCovered(placed, size - Long.BYTES - length);
      for (Placed p : placed) {
        arrays.put(p.name, ArrayBytes.read(p.dtype, p.shape, file));
      }
      return arrays;
    } catch (IOException | RuntimeException e) {
      arrays.values().forEach(Checkpoint::free);
      throw e;
    }
  }

  private static List<Placed> parse(byte[] header) throws IOException {
    if (header.length == 0 || header[0] != '{') {
      throw new IOException("a header that is no JSON object");
    }
    String text =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(header))
            .toString();
    Map<String, Placed> all = new LinkedHashMap<>();
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      boolean metadata = false;
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        if (name.equals(METADATA) ? metadata : all.containsKey(name)) {
          throw new IOException("two entries '" + EntryNames.shown(name) + "'");
        }
        if (name.equals(METADATA)) {
          metadata = true;
          reader.skipValue();
        } else {
          EntryNames.requireValid(name);
          all.put(name, placed(name, GSON.fromJson(reader, Entry.class)));
        }
      }
      reader.endObject();
      reader.peek(); // only spaces may follow
    } catch (EOFException | MalformedJsonException e) {
      throw new IOException("a header that is no JSON, " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new IOException("a header of another form, " + e.getMessage(), e);
    }
    List<Placed> order = new ArrayList<>(all.values());
    order.sort(Comparator.comparingLong(Placed::begin).thenComparingLong(Placed::end));
    return order;
  }

  private static Placed placed(String name, Entry entry) throws IOException {
    String where = "array '" + name + "' ";
    if (entry == null
        || entry.dtype == null
        || entry.shape == null
        || entry.data_offsets == null
        || entry.data_offsets.length != 2) {
      throw new IOException(where + "without dtype, shape or two data_offsets");
    }
    DType dtype =
        switch (entry.dtype) {
          case "F32" -> DType.FLOAT;
          case "F64" -> DType.DOUBLE;
          default ->
              throw new IOException(
                  where + "of type " + EntryNames.shown(entry.dtype) + ", not F32 or F64");
        };
    long begin = entry.data_offsets[0];
    long end = entry.data_offsets[1];
    boolean fits;
    try {
      boolean lengths = Arrays.stream(entry.shape).allMatch(n -> n >= 0);
      fits =
          lengths
              && entry.shape.length <= MAX_RANK
              && begin >= 0
              && end - begin == ArrayBytes.count(dtype, entry.shape);
    } catch (ArithmeticException e) {
      fits = false;
    }
    if (!fits) {
      throw new IOException(
          where
              + entry.dtype
              + " of shape "
              + Arrays.toString(entry.shape)
              + " at the offsets ["
              + begin
              + ", "
              + end
              + "]");
    }
    return new Placed(name, dtype, entry.shape, begin, end);
  }

  /** Checks that the arrays, in the order of their offsets, cover all bytes once. */
  private static void requireCovered(List<Placed> placed, long bytes) throws IOException {
    long covered = 0;
    for (Placed p : placed) {
      if (p.begin != covered) {
        throw new IOException(
            "array '" + p.name + "' from byte " + p.begin + " where " + covered + " must follow");
      }
      covered = p.end;
    }
    if (covered != bytes) {
      throw new IOException("arrays of " + covered + " bytes in " + bytes + " bytes");
    }
  }
}
