package org.letterlock.desktop.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A page in a file, as another program opens it. */
final class PdfPageTest {

    private static final int WIDTH = 100;
    private static final int HEIGHT = 140;

    /** White, the upper left quarter black. */
    private static Picture picture() {
        byte[] shades = new byte[WIDTH * HEIGHT];
        Arrays.fill(shades, (byte) 255);
        for (int row = 0; row < HEIGHT / 2; row++) {
            Arrays.fill(shades, row * WIDTH, row * WIDTH + WIDTH / 2, (byte) 0);
        }
        return new Picture(WIDTH, HEIGHT, shades);
    }

    @Test
    void isOnePageOfA4WithThePictureAllOverIt() throws IOException {
        Pages.Read read = Pages.read(PdfPage.of("復旧 (a) \\ Кит", picture(), List.of()));
        assertThat(read.pages()).isOne();
        assertThat(read.title()).isEqualTo("復旧 (a) \\ Кит");
        int width = read.picture().getWidth();
        int height = read.picture().getHeight();
        assertThat(width).isBetween(1239, 1242);
        assertThat(height).isBetween(1753, 1756);
        assertThat(read.picture().getRGB(10, 10) & 0xffffff).isZero();
        assertThat(read.picture().getRGB(width / 2 - 20, height / 2 - 20) & 0xffffff)
                .isZero();
        assertThat(read.picture().getRGB(width - 10, 10) & 0xffffff).isEqualTo(0xffffff);
        assertThat(read.picture().getRGB(10, height - 10) & 0xffffff).isEqualTo(0xffffff);
    }

    @Test
    void hasWordsThatAreFoundAndNotSeen() throws IOException {
        Pages.Read read = Pages.read(PdfPage.of(
                "t",
                picture(),
                List.of(
                        new PdfPage.Words(300, 700, 12, "1. ABCD(EF)\\GH"),
                        new PdfPage.Words(300, 600, 12, "root@server日本.example.org"))));
        assertThat(read.text().lines()).containsExactly("1. ABCD(EF)\\GH", "root@server.example.org");
        Pages.Read bare = Pages.read(PdfPage.of("t", picture(), List.of()));
        int width = bare.picture().getWidth();
        int height = bare.picture().getHeight();
        assertThat(read.picture().getRGB(0, 0, width, height, null, 0, width))
                .isEqualTo(bare.picture().getRGB(0, 0, width, height, null, 0, width));
    }

    @Test
    void showsWhatIsTransparentOnWhite() {
        Picture grey = Picture.of(4, 1, new int[] {0x00000000, 0xff000000, 0x80000000, 0xff808080});
        assertThat(grey.shades()).containsExactly(255, 0, 127, 128);
    }
}
