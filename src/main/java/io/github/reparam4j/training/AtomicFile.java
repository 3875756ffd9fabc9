/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file as a whole or not at all: to a temporary file in the same folder, which is forced
 * to disk and then renamed. A process that is killed leaves the former file, and perhaps a
 * temporary one.
 */
final class AtomicFile {
  /** How the name of a temporary file ends. */
  static final String TEMPORARY = ".tmp";

  private static final int BUFFER = 1 << 16;

  private AtomicFile() {}

  /** Writes the contents. */
  @FunctionalInterface
  interface Body {
    void write(OutputStream out) throws IOException;
  }

  static void write(Path file, Body body) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path temporary = folder.resolve(file.getFileName() + TEMPORARY);
    try {
      // A channel would be closed if the thread were interrupted; this stream is not.
      try (FileOutputStream raw = new FileOutputStream(temporary.toFile())) {
        OutputStream out = new BufferedOutputStream(raw, BUFFER);
        body.write(out);
        out.flush();
        raw.getFD().sync();
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    } catch (IOException | RuntimeException | Error e) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Forces the new name to disk, where the platform can open folders; Windows cannot. */
  private static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The contents are on disk, and the name will be when the file system writes its journal.
    }
  }
}
