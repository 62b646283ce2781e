import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/**
 * Draws the mark on paper, in the sizes and formats that systems want: {@code java Icons.java assets/mark.svg OUT} writes {@code N.png}, {@code letterlock.ico} and
 * {@code letterlock.icns}. It knows as much of SVG as the mark uses.
 */
final class Icons {

    private static final Color PAPER = new Color(0xffffff);
    private static final Color INK = new Color(0x1f2328);
    private static final Color WAX = new Color(0x9b2335);
    private static final double BOX = 28;
    private static final double MARGIN = 4;

    public static void main(String[] arguments) throws IOException {
        String mark = Files.readString(Path.of(arguments[0]), StandardCharsets.UTF_8);
        Path out = Files.createDirectories(Path.of(arguments[1]));
        Map<Integer, byte[]> sizes = new LinkedHashMap<>();
        for (int size : List.of(16, 32, 48, 128, 256, 512)) {
            byte[] png = png(mark, size);
            sizes.put(size, png);
            Files.write(out.resolve(size + ".png"), png);
        }
        Files.write(out.resolve("letterlock.ico"), ico(sizes));
        Files.write(out.resolve("letterlock.icns"), icns(sizes));
    }

    private static byte[] png(String mark, int size) throws IOException {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        Graphics2D draw = image.createGraphics();
        draw.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        draw.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        double all = BOX + 2 * MARGIN;
        draw.scale(size / all, size / all);
        draw.setColor(PAPER);
        draw.fill(new RoundRectangle2D.Double(0, 0, all, all, 7, 7));
        draw.translate(MARGIN, MARGIN);
        draw.setColor(INK);
        draw.setStroke(new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        draw.draw(path(found(mark, "class=\"letter\" d=\"([^\"]+)\"").group(1)));
        Matcher seal = found(mark, "cx=\"([0-9.]+)\" cy=\"([0-9.]+)\" r=\"([0-9.]+)\"");
        double r = Double.parseDouble(seal.group(3));
        draw.setColor(WAX);
        draw.fill(new Ellipse2D.Double(
                Double.parseDouble(seal.group(1)) - r, Double.parseDouble(seal.group(2)) - r, 2 * r, 2 * r));
        draw.dispose();
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ImageIO.write(image, "png", octets);
        return octets.toByteArray();
    }

    private static Matcher found(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("the mark is drawn otherwise: " + pattern);
        }
        return found;
    }

    private static Path2D path(String text) {
        Path2D path = new Path2D.Double();
        double x = 0;
        double y = 0;
        Matcher part = Pattern.compile("([MLlhHvz])([-0-9. ]*)").matcher(text.replaceAll("(?<=[0-9])-", " -"));
        int end = 0;
        while (part.find()) {
            if (part.start() != end) {
                throw new IllegalArgumentException(text.substring(end));
            }
            end = part.end();
            double[] numbers = Pattern.compile(" +")
                    .splitAsStream(part.group(2).strip())
                    .filter(number -> !number.isEmpty())
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            switch (part.group(1)) {
                case "z" -> path.closePath();
                case "H" -> path.lineTo(x = numbers[0], y);
                case "h" -> path.lineTo(x += numbers[0], y);
                case "v" -> path.lineTo(x, y += numbers[0]);
                case "l" -> {
                    for (int i = 0; i < numbers.length; i += 2) {
                        path.lineTo(x += numbers[i], y += numbers[i + 1]);
                    }
                }
                default -> {
                    for (int i = 0; i < numbers.length; i += 2) {
                        x = numbers[i];
                        y = numbers[i + 1];
                        if (i == 0 && part.group(1).equals("M")) {
                            path.moveTo(x, y);
                        } else {
                            path.lineTo(x, y);
                        }
                    }
                }
            }
        }
        return path;
    }

    /** Windows: a directory, then pictures. */
    private static byte[] ico(Map<Integer, byte[]> sizes) throws IOException {
        List<Integer> wanted = List.of(16, 32, 48, 256);
        int at = 6 + 16 * wanted.size();
        ByteBuffer head = ByteBuffer.allocate(at).order(ByteOrder.LITTLE_ENDIAN);
        head.putShort((short) 0).putShort((short) 1).putShort((short) wanted.size());
        ByteArrayOutputStream pictures = new ByteArrayOutputStream();
        for (int size : wanted) {
            byte[] png = sizes.get(size);
            // 256 is told as 0.
            head.put((byte) size).put((byte) size).putShort((short) 0).putShort((short) 1).putShort((short) 32);
            head.putInt(png.length).putInt(at);
            at += png.length;
            pictures.write(png);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(head.array());
        pictures.writeTo(all);
        return all.toByteArray();
    }

    /** macOS: parts with a name of four letters and their length. */
    private static byte[] icns(Map<Integer, byte[]> sizes) {
        Map<String, Integer> kinds = Map.of("ic07", 128, "ic08", 256, "ic09", 512);
        int length = 8 + kinds.values().stream().mapToInt(size -> 8 + sizes.get(size).length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        all.put("icns".getBytes(StandardCharsets.US_ASCII)).putInt(length);
        kinds.forEach((name, size) -> all.put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(8 + sizes.get(size).length)
                .put(sizes.get(size)));
        return all.array();
    }
}
