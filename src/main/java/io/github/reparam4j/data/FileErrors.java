/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.data;

import io.github.reparam4j.internal.Errors;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads files and reports their faults, as an {@link UncheckedIOException} of the form {@code
 * where: what must hold, got what in path; hint}.
 */
final class FileErrors {
  private static final int BUFFER = 1 << 16;

  private FileErrors() {}

  /** Parses the contents of a file. */
  @FunctionalInterface
  interface Reading<T> {
    T read(InputStream in) throws IOException;
  }

  /** An exception for a file whose contents are wrong. */
  static UncheckedIOException of(String where, Path path, String must, Object got, String hint) {
    return Errors.file(where, must, got + " in " + path, hint, null);
  }

  /**
   * Reads a file, plain or gzipped (recognised by its first two bytes), and turns exceptions of the
   * file system and of the decompressor into the library's errors.
   */
  static <T> T read(String where, Path path, Reading<T> reading) {
    if (!Files.exists(path)) {
      throw Errors.file(
          where, "file must exist", "no file at " + path.toAbsolutePath(), null, null);
    }
    if (Files.isDirectory(path)) {
      throw Errors.file(where, "path must be a file", "the folder " + path, null, null);
    }
    try (InputStream in = open(path)) {
      return reading.read(in);
    } catch (ZipException e) {
      throw Errors.file(where, "gzip data must be intact", reason(e) + " in " + path, null, e);
    } catch (EOFException e) {
      throw Errors.file(
          where, "file must be complete", "an early end in " + path, "it was cut short", e);
    } catch (IOException e) {
      throw Errors.file(where, "file must be readable", e + " in " + path, null, e);
    }
  }

  /** Whether a file starts with the two bytes of gzip data. */
  static boolean isGzip(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  private static InputStream open(Path path) throws IOException {
    boolean gzip = isGzip(path);
    InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER);
    if (!gzip) {
      return in;
    }
    try {
      return new GZIPInputStream(in, BUFFER);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static String reason(ZipException e) {
    return e.getMessage() == null ? "a fault" : '"' + e.getMessage() + '"';
  }
}
