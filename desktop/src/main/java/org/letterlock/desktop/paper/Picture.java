package org.letterlock.desktop.paper;

/**
 * A picture in shades of grey.
 *
 * @param width in pixels
 * @param height in pixels
 * @param shades row by row from the top, 0 for black to 255 for white
 */
public record Picture(int width, int height, byte[] shades) {

    private static final int OPAQUE = 0xff;

    /** Of pixels with alpha, red, green and blue, on white. */
    public static Picture of(int width, int height, int[] argb) {
        byte[] shades = new byte[argb.length];
        for (int i = 0; i < argb.length; i++) {
            int alpha = argb[i] >>> 24;
            // As ITU-R BT.601 weighs colours.
            int grey =
                    (299 * (argb[i] >> 16 & OPAQUE) + 587 * (argb[i] >> 8 & OPAQUE) + 114 * (argb[i] & OPAQUE)) / 1000;
            shades[i] = (byte) (OPAQUE - alpha + grey * alpha / OPAQUE);
        }
        return new Picture(width, height, shades);
    }
}
