/* SPDX-License-Identifier: Apache-2.0 */
package io.github.reparam4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
  @TempDir private Path folder;

  private static BufferedImage picture(int width) {
    return new BufferedImage(width, 5, BufferedImage.TYPE_INT_RGB);
  }

  @Test
  void makesTheFolderAndReplacesAPicture() throws IOException {
    Path inner = folder.resolve("a/b");
    PictureFolder pictures = PictureFolder.open(inner);
    pictures.write("p.png", () -> picture(7));
    pictures.write("p.png", () -> picture(9));

    assertThat(ImageIO.read(inner.resolve("p.png").toFile()).getWidth()).isEqualTo(9);
    assertThat(inner).isDirectoryNotContaining("glob:**.tmp");
    assertThat(pictures.written()).containsOnly(inner.resolve("p.png"));
  }

  @Test
  void leavesNoDraftIfThePictureCannotBePut() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("p.png/full"));
    PictureFolder pictures = PictureFolder.open(folder);

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> pictures.write("p.png", () -> picture(7)))
        .withMessageStartingWith(
            "--out: picture must be possible to write, got " + folder.resolve("p.png") + " (")
        .withMessageEndingWith("); name another folder with --out");
    assertThat(folder.toFile().list()).containsExactly("p.png");
    assertThat(taken).exists();
    assertThat(pictures.written()).isEmpty();
  }

  @Test
  void leavesNoDraftIfDrawingFails() {
    PictureFolder pictures = PictureFolder.open(folder);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                pictures.write(
                    "p.png",
                    () -> {
                      throw new IllegalStateException();
                    }));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void writesNothingWithoutDrawing() {
    PictureFolder.open(folder).withoutDrawing().write("p.png", () -> picture(7));

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void rejectsAFileInPlaceOfTheFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> PictureFolder.open(file))
        .withMessage(
            "--out: path must be a folder, got " + file + "; name another folder with --out");
  }
}
