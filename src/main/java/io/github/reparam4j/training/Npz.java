/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.tensor.DType;
import io.github.reparam4j.tensor.NativeArrays;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * NumPy's archive of arrays: a ZIP file with an entry {@code NAME.npy} for each array, and here a
 * manifest. Entries are not compressed when written, and may be when read.
 */
final class Npz {
  private static final String MANIFEST = "manifest.json";
  private static final String SUFFIX = ".npy";

  /** No DEFLATE stream expands by more. */
  private static final long MAX_EXPANSION = 1032;

  private static final int MAX_MANIFEST = 1 << 28;

  private Npz() {}

  /**
   * The contents of a file.
   *
   * @param manifest its manifest, or null
   * @param arrays the arrays by name
   */
  record Contents(String manifest, Map<String, INDArray> arrays) {}

  /** Writes arrays, one after another. */
  static final class Writer {
    private final ZipOutputStream zip;

    Writer(OutputStream out) {
      this.zip = new ZipOutputStream(out);
    }

    void manifest(String json) throws IOException {
      byte[] text = json.getBytes(StandardCharsets.UTF_8);
      CRC32 crc = new CRC32();
      crc.update(text);
      begin(MANIFEST, text.length, crc);
      zip.write(text);
      zip.closeEntry();
    }

    void array(String name, INDArray array) throws IOException {
      DType dtype = DType.holding(array.dataType());
      byte[] header = new NpyHeader(dtype, false, array.shape()).bytes();
      CRC32 crc = new CRC32();
      crc.update(header);
      try (OutputStream sum = new CheckedOutputStream(OutputStream.nullOutputStream(), crc)) {
        ArrayBytes.write(array, sum);
      }
      begin(name + SUFFIX, header.length + ArrayBytes.count(dtype, array.shape()), crc);
      zip.write(header);
      ArrayBytes.write(array, zip);
      zip.closeEntry();
    }

    private void begin(String name, long size, CRC32 crc) throws IOException {
      ZipEntry entry = new ZipEntry(name);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(size);
      entry.setCrc(crc.getValue());
      entry.setTime(0);
      zip.putNextEntry(entry);
    }

    /** Writes the directory of the entries; the stream stays open. */
    void finish() throws IOException {
      zip.finish();
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is not such a file, or damaged; the message says where
   */
  static Contents read(Path path) throws IOException {
    String manifest = null;
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      requireDistinct(zip);
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        requirePlausible(entry, Files.size(path));
        CheckedInputStream in = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
        if (name.equals(MANIFEST)) {
          manifest = text(in);
        } else if (name.endsWith(SUFFIX)) {
          String key = name.substring(0, name.length() - SUFFIX.length());
          EntryNames.requireValid(key);
          arrays.put(key, array(entry, in));
        } else {
          throw new IOException("an entry '" + EntryNames.shown(name) + "'");
        }
        if (in.read() >= 0) {
          throw new IOException("entry '" + name + "' with bytes after its end");
        }
        if (in.getChecksum().getValue() != entry.getCrc()) {
          throw new IOException("entry '" + name + "' with a wrong checksum");
        }
      }
      return new Contents(manifest, arrays);
    } catch (IOException | RuntimeException e) {
      arrays.values().forEach(Checkpoint::free);
      throw e;
    }
  }

  private static void requireDistinct(ZipFile zip) throws IOException {
    Set<String> names = new HashSet<>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      if (!names.add(entry.getName())) {
        throw new IOException("two entries '" + EntryNames.shown(entry.getName()) + "'");
      }
    }
  }

  /** Refuses sizes that the file cannot hold, before memory is allocated for them. */
  private static void requirePlausible(ZipEntry entry, long fileSize) throws IOException {
    long size = entry.getSize();
    long stored = entry.getCompressedSize();
    boolean possible =
        size >= 0
            && stored >= 0
            && stored <= fileSize
            && (entry.getMethod() == ZipEntry.STORED
                ? size == stored
                : size <= MAX_EXPANSION * stored);
    if (!possible) {
      throw new IOException(
          "entry '"
              + EntryNames.shown(entry.getName())
              + "' of "
              + size
              + " bytes, stored in "
              + stored
              + " of a file of "
              + fileSize);
    }
  }

  private static String text(InputStream in) throws IOException {
    byte[] text = in.readNBytes(MAX_MANIFEST);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static INDArray array(ZipEntry entry, InputStream in) throws IOException {
    String where = "entry '" + entry.getName() + "' with ";
    try {
      NpyHeader header = NpyHeader.read(in);
      long bytes = ArrayBytes.count(header.dtype(), header.shape());
      if (bytes > entry.getSize()) {
        throw new IOException("an array of " + bytes + " bytes in " + entry.getSize() + " bytes");
      }
      return header.fortranOrder()
          ? columnMajor(header, in)
          : ArrayBytes.read(header.dtype(), header.shape(), in);
    } catch (EOFException e) {
      throw new IOException(where + "an early end", e);
    } catch (ArithmeticException e) {
      throw new IOException(where + "a shape of more than 2^63 bytes", e);
    } catch (IOException e) {
      throw new IOException(where + e.getMessage(), e);
    }
  }

  private static INDArray columnMajor(NpyHeader header, InputStream in) throws IOException {
    INDArray reversed = ArrayBytes.read(header.dtype(), reversed(header.shape()), in);
    if (reversed.isEmpty() || reversed.rank() < 2) {
      return reversed.reshape(header.shape());
    }
    try (reversed) {
      return NativeArrays.detached(() -> reversed.transpose().dup('c'));
    }
  }

  private static long[] reversed(long[] shape) {
    long[] reversed = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      reversed[i] = shape[shape.length - 1 - i];
    }
    return reversed;
  }
}
