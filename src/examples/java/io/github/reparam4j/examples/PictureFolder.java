/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import io.github.reparam4j.internal.Errors;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.imageio.ImageIO;

/** Where the main job writes its pictures. A picture appears whole or not at all. */
final class PictureFolder {
  private static final String WHERE = "--out";

  private final Path folder;
  private final boolean draws;
  private final List<Path> written = new ArrayList<>();

  private PictureFolder(Path folder, boolean draws) {
    this.folder = folder;
    this.draws = draws;
  }

  /**
   * Makes the folder if it is missing.
   *
   * @throws UncheckedIOException if it can't be made or written to
   */
  static PictureFolder open(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
      throw failure("path must be a folder", absolute, null);
    }
    try {
      Files.createDirectories(absolute);
    } catch (IOException e) {
      throw failure("folder must be possible to make", absolute, e);
    }
    if (!Files.isWritable(absolute)) {
      throw failure("folder must be writable", absolute, null);
    }
    return new PictureFolder(absolute, true);
  }

  /** This folder, to which nothing is written. */
  PictureFolder withoutDrawing() {
    return new PictureFolder(folder, false);
  }

  /**
   * Draws a picture and writes it as PNG, in place of one of the same name.
   *
   * @throws UncheckedIOException if writing fails; then no part of it is left
   */
  void write(String name, Supplier<BufferedImage> drawing) {
    if (!draws) {
      return;
    }
    BufferedImage picture = drawing.get();
    Path target = folder.resolve(name);
    Path draft = folder.resolve("." + name + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      Files.write(draft, png(picture));
      move(draft, target);
    } catch (IOException e) {
      discard(draft, e);
      throw failure("picture must be possible to write", target, e);
    }
    written.add(target);
  }

  /** The pictures written, in order. */
  List<Path> written() {
    return List.copyOf(written);
  }

  private static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.setUseCache(false);
    if (!ImageIO.write(picture, "png", bytes)) {
      throw new IOException("this JDK has no PNG writer");
    }
    return bytes.toByteArray();
  }

  private static void move(Path draft, Path target) throws IOException {
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void discard(Path draft, IOException cause) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static UncheckedIOException failure(String must, Path path, IOException cause) {
    String got = path + (cause == null ? "" : " (" + cause.getClass().getSimpleName() + ")");
    String message =
        Errors.argument(WHERE, must, got, "name another folder with --out").getMessage();
    return new UncheckedIOException(message, cause == null ? new IOException(message) : cause);
  }
}
