/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Reads files and reports their faults, as an {@link UncheckedIOException} of the form {@code
 * where: what must hold, got what in path; hint}.
 */
final class FileErrors {
  /** Default limit of what a compressed text may expand to. */
  static final long MAX_EXPANDED_BYTES = 1L << 30;

  private static final int BUFFER = 1 << 16;

  private FileErrors() {}

  /** Parses the contents of a file. */
  @FunctionalInterface
  interface Reading<T> {
    T read(InputStream in) throws IOException;
  }

  /** The contents of a file exceed a limit. */
  static final class LimitException extends IOException {
    private static final long serialVersionUID = 1;
    private final String got;
    private final String hint;

    LimitException(String must, String got, String hint) {
      super(must);
      this.got = got;
      this.hint = hint;
    }
  }

  /** An exception for a file whose contents are wrong. */
  static UncheckedIOException of(String where, Path path, String must, Object got, String hint) {
    return Errors.file(where, must, got + " in " + path, hint, null);
  }

  /** Reads a text, plain of any size or gzipped with a limit of its expanded size. */
  static <T> T readText(String where, Path path, Reading<T> reading) {
    return read(where, path, -1, reading);
  }

  /** Reads a file of any size, whose reading limits what it takes from it. */
  static <T> T read(String where, Path path, Reading<T> reading) {
    return read(where, path, Long.MAX_VALUE, reading);
  }

  /**
   * Reads a file, plain or gzipped (recognised by its first two bytes), and turns exceptions of the
   * file system and of the decompressor into the library's errors.
   *
   * @param maxBytes most bytes after decompression, or -1 for the default
   */
  static <T> T read(String where, Path path, long maxBytes, Reading<T> reading) {
    Errors.given(where, "path", path);
    if (!Files.exists(path)) {
      throw Errors.file(
          where, "file must exist", "no file at " + path.toAbsolutePath(), null, null);
    }
    if (Files.isDirectory(path)) {
      throw Errors.file(where, "path must be a file", "the folder " + path, null, null);
    }
    if (!Files.isRegularFile(path)) {
      throw Errors.file(
          where,
          "file must be a regular one",
          "a pipe or device at " + path,
          "copy it to a file",
          null);
    }
    try (InputStream in = open(path, maxBytes)) {
      return reading.read(in);
    } catch (IOException e) {
      throw failure(where, path, e);
    } catch (UncheckedIOException e) {
      boolean own = e.getMessage().startsWith(where + ": ");
      throw own ? e : failure(where, path, e.getCause());
    } catch (OutOfMemoryError e) {
      UncheckedIOException failure =
          of(
              where,
              path,
              "contents must fit the Java heap of " + Runtime.getRuntime().maxMemory() + " bytes",
              "more",
              "raise -Xmx or split the file");
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private static UncheckedIOException failure(String where, Path path, IOException e) {
    if (e instanceof LimitException limit) {
      return Errors.file(where, e.getMessage(), limit.got + " in " + path, limit.hint, e);
    }
    if (e instanceof ZipException zip) {
      return Errors.file(where, "gzip data must be intact", reason(zip) + " in " + path, null, e);
    }
    if (e instanceof EOFException) {
      return Errors.file(
          where, "file must be complete", "an early end in " + path, "it was cut short", e);
    }
    return Errors.file(where, "file must be readable", e + " in " + path, null, e);
  }

  /** Whether a file starts with the two bytes of gzip data. */
  static boolean isGzip(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  private static InputStream open(Path path, long maxBytes) throws IOException {
    boolean gzip = isGzip(path);
    InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER);
    try {
      long limit = maxBytes >= 0 ? maxBytes : gzip ? MAX_EXPANDED_BYTES : Long.MAX_VALUE;
      return new LimitedInput(gzip ? new GzipInput(in, BUFFER) : in, limit);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static String reason(ZipException e) {
    return e.getMessage() == null ? "a fault" : '"' + e.getMessage() + '"';
  }

  /** Fails when more bytes are read than allowed. */
  private static final class LimitedInput extends FilterInputStream {
    private final long limit;
    private long count;

    LimitedInput(InputStream in, long limit) {
      super(in);
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      add(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] out, int from, int length) throws IOException {
      int n = in.read(out, from, length);
      add(Math.max(0, n));
      return n;
    }

    @Override
    public long skip(long n) throws IOException {
      long skipped = in.skip(n);
      add(skipped);
      return skipped;
    }

    private void add(long bytes) throws LimitException {
      count += bytes;
      if (count > limit) {
        throw new LimitException(
            "text must have at most " + limit + " bytes, decompressed",
            "more",
            "if it is no decompression bomb, allow it by TableFormat.maxBytes");
      }
    }
  }
}
