/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.training;

import io.github.reparam4j.internal.Errors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The names of the files of {@link Checkpoints}: their order is that of the steps. */
final class CheckpointFolder {
  private static final String BEST = "best.npz";
  private static final String PATTERN = "step-\\d{12}\\.npz";

  private CheckpointFolder() {}

  static Path ofStep(Path folder, long step) {
    return folder.resolve(String.format(Locale.ROOT, "step-%012d.npz", step));
  }

  static Path ofBest(Path folder) {
    return folder.resolve(BEST);
  }

  static Optional<Path> best(Path folder) {
    return Optional.of(ofBest(folder)).filter(Files::isRegularFile);
  }

  static Optional<Path> newest(Path folder) {
    return all(folder).reduce((former, later) -> later);
  }

  /** Makes the folder and removes what a killed process left half written. */
  static void prepare(String where, Path folder) {
    try {
      Files.createDirectories(folder);
      for (Path file : list(folder)) {
        if (file.getFileName().toString().matches("(" + PATTERN + "|" + BEST + ")\\.tmp")) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw Errors.file(where, "folder must be one to write to", e + " at " + folder, null, e);
    }
    if (!Files.isWritable(folder)) {
      throw Errors.file(where, "folder must be writable", folder, null, null);
    }
  }

  /** Deletes all but the newest files. */
  static void keepLast(Path folder, int count) throws IOException {
    List<Path> files = all(folder).toList();
    for (Path old : files.subList(0, Math.max(0, files.size() - count))) {
      Files.deleteIfExists(old);
    }
  }

  private static Stream<Path> all(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try {
      return list(folder).stream()
          .filter(file -> file.getFileName().toString().matches(PATTERN))
          .sorted();
    } catch (IOException e) {
      throw Errors.file("Checkpoints", "folder must be readable", e + " at " + folder, null, e);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
