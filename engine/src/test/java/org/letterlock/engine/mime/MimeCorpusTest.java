package org.letterlock.engine.mime;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The messages of others: none may break the scan, and where their parsers left what they saw, we see the same. */
class MimeCorpusTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("letterlock.corpora", "")).resolve("mime");

    private static final Pattern NO_MESSAGE = Pattern.compile(".*\\.(json|xml|out|list|md|png|gif|html|LICENSE)");

    /** Where we see other parts than mail-parser on purpose, and which. */
    private static final Map<String, String> REVIEWED = Map.ofEntries(
            // Delimiters right behind each other hold empty parts; a header may end at a delimiter.
            entry("malformed/000.eml", "multipart/mixed(text/plain,text/plain,text/plain,text/html)"),
            // A multipart without parts is shown as text.
            entry("malformed/001.eml", "multipart/mixed(text/plain,text/plain)"),
            entry("malformed/002.eml", "text/plain"),
            entry("malformed/004.eml", "text/plain"),
            entry("malformed/007.eml", "multipart/mixed(text/plain)"),
            // A delimiter of the outer multipart ends the inner one; a boundary that begins with another is another.
            entry("malformed/008.eml", "multipart/mixed(multipart/mixed(text/plain),text/html)"),
            entry("malformed/009.eml", "multipart/mixed(multipart/mixed(text/plain,text/plain),text/plain)"),
            entry("malformed/011.eml", "multipart/mixed(multipart/mixed(text/plain,text/plain),text/plain)"),
            entry(
                    "malformed/012.eml",
                    "multipart/mixed(multipart/mixed(message/rfc822(text/plain),message/rfc822(text/plain)),message/rfc822(text/plain))"),
            entry("malformed/016.eml", "multipart/mixed(multipart/mixed(multipart/mixed(text/plain)),text/plain)"),
            // Boundaries differ by case, and most here do not delimit what they are declared for.
            entry(
                    "malformed/019.eml",
                    "multipart/alternative(text/html,text/html,text/html,text/plain,text/plain,text/html,text/plain,text/plain,text/plain)"),
            // The header of the multipart runs into the one of its first part: the first Content-Type counts.
            entry("malformed/020.eml", "multipart/related(multipart/alternative(text/html,text/plain),image/png)"),
            entry("malformed/021.eml", "multipart/related(multipart/alternative(text/html,text/plain),image/png)"),
            // Whatever a message/rfc822 holds is a message.
            entry("malformed/022.eml", "multipart/mixed(text/plain,message/rfc822(text/plain))"),
            // RFC 2046 §5.2.1 allows a message/rfc822 no encoding: its parts would have no offsets.
            entry("rfc/008.eml", "multipart/mixed(text/plain,message/rfc822)"),
            // A header without an empty line ends at the delimiter.
            entry(
                    "thirdparty/015.eml",
                    "multipart/mixed(text/plain,message/rfc822(text/plain),message/rfc822(text/plain),message/rfc822(text/plain))"));

    /** Same parts, other offsets: a lone CR at the end of the file; a delimiter must begin its line. */
    private static final Set<String> OFFSETS_REVIEWED = Set.of("legacy/049.eml", "thirdparty/005.eml");

    /** They read messages inside base64; boundaries that end with a space or are longer than 1,000 octets are not ours to find. */
    private static final Set<String> SHAPES_REVIEWED = Set.of(
            "bad-newlines-multiple-parts-base64",
            "base64encoded-rfc822message-nested",
            "base64encoded-rfc822message",
            "very-long-boundary",
            "very-very-long-boundary",
            "weird-boundary");

    private static List<Path> files(String folder) throws IOException {
        Path path = FOLDER.resolve(folder);
        assumeTrue(Files.isDirectory(path), "corpus mime is not here");
        try (Stream<Path> walk = Files.walk(path)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void scansEachMessage() throws IOException {
        int count = 0;
        for (Path file : files("")) {
            if (!NO_MESSAGE.matcher(file.toString()).matches()) {
                try {
                    MimeChecks.checked(Files.readAllBytes(file));
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError(file.toString(), e);
                }
                count++;
            }
        }
        assertThat(count).isGreaterThan(300);
    }

    @Test
    void seesThePartsThatMailParserSees() throws IOException {
        List<String> different = new ArrayList<>();
        int same = 0;
        for (Path file : files("mail-parser/eml")) {
            String name = FOLDER.relativize(file).toString().replace("mail-parser/eml/", "");
            if (!name.endsWith(".eml")) {
                continue;
            }
            Path expected = Path.of(file.toString().replace(".eml", ".json"));
            MimePart root = MimeChecks.scan(Files.readAllBytes(file)).root();
            String ours = MimeChecks.types(root);
            JsonObject json = JsonParser.parseString(Files.readString(expected)).getAsJsonObject();
            String theirs = types(json.getAsJsonArray("parts"), 0, "text/plain");
            if (!ours.equals(REVIEWED.getOrDefault(name, theirs))) {
                different.add(name + "\n  " + ours + "\n  " + theirs);
            } else if (!REVIEWED.containsKey(name)) {
                same++;
                if (!OFFSETS_REVIEWED.contains(name)) {
                    differentOffsets(file, json, root).ifPresent(offsets -> different.add(name + " " + offsets));
                }
            }
        }
        assertThat(same).isGreaterThan(85);
        assertThat(different).isEmpty();
    }

    /** Their offsets were taken from the files with bare line feeds, for some files. */
    private static Optional<List<String>> differentOffsets(Path file, JsonObject json, MimePart root)
            throws IOException {
        String unix = Files.readString(file, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
        JsonArray parts = json.getAsJsonArray("parts");
        long end = parts.get(0).getAsJsonObject().get("offset_end").getAsLong();
        MimePart same = end == root.bodyEnd()
                ? root
                : MimeChecks.scan(unix.getBytes(StandardCharsets.ISO_8859_1)).root();
        List<String> different = new ArrayList<>();
        offsets(parts, 0, same, different);
        return different.isEmpty() ? Optional.empty() : Optional.of(different);
    }

    @Test
    void seesTheShapeThatMime4jSees() throws Exception {
        List<String> different = new ArrayList<>();
        int same = 0;
        for (Path file : files("mime4j-testmsgs/testmsgs")) {
            Path expected = Path.of(file.toString().replace(".msg", ".xml"));
            if (!file.toString().endsWith(".msg") || !Files.exists(expected)) {
                continue;
            }
            String ours = shape(MimeChecks.scan(Files.readAllBytes(file)).root());
            Element message;
            try (InputStream in = Files.newInputStream(expected)) {
                message = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(in)
                        .getDocumentElement();
            } catch (SAXException e) {
                continue;
            }
            String theirs = shape(message);
            String name = file.toString().replaceAll(".*/|.msg$", "");
            if (ours.equals(theirs)) {
                same++;
            } else if (!SHAPES_REVIEWED.contains(name)) {
                different.add(FOLDER.relativize(file) + "\n  " + ours + "\n  " + theirs);
            }
        }
        assertThat(different).isEmpty();
        assertThat(same).isGreaterThan(20);
    }

    /** {@code m(..)} for a multipart, {@code g(.)} for a message, {@code l} for a leaf. */
    private static String shape(MimePart part) {
        String children = part.children().stream().map(MimeCorpusTest::shape).collect(Collectors.joining(","));
        return children.isEmpty() ? "l" : (part.isMultipart() ? "m(" : "g(") + children + ")";
    }

    private static String shape(Element entity) {
        for (Node node = entity.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeName().equals("multipart")) {
                List<String> children = new ArrayList<>();
                for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
                    if (child.getNodeName().equals("body-part")) {
                        children.add(shape((Element) child));
                    }
                }
                return children.isEmpty() ? "l" : "m(" + String.join(",", children) + ")";
            }
            if (node.getNodeName().equals("message")) {
                return "g(" + shape((Element) node) + ")";
            }
        }
        return "l";
    }

    private static void offsets(JsonArray parts, int index, MimePart ours, List<String> different) {
        JsonObject part = parts.get(index).getAsJsonObject();
        String theirs =
                "%s %s %s".formatted(part.get("offset_header"), part.get("offset_body"), part.get("offset_end"));
        String own = "%d %d %d".formatted(ours.headerStart(), ours.bodyStart(), ours.bodyEnd());
        if (!own.equals(theirs)) {
            different.add(own + " / " + theirs);
        }
        if (part.get("body").isJsonObject() && part.getAsJsonObject("body").has("Multipart")) {
            JsonArray children = part.getAsJsonObject("body").getAsJsonArray("Multipart");
            for (int i = 0; i < children.size(); i++) {
                offsets(parts, children.get(i).getAsInt(), ours.children().get(i), different);
            }
        }
    }

    private static String types(JsonArray parts, int index, String missing) {
        JsonObject part = parts.get(index).getAsJsonObject();
        String type = missing;
        for (JsonElement element : part.getAsJsonArray("headers")) {
            JsonObject header = element.getAsJsonObject();
            if (header.get("name").isJsonPrimitive()
                    && header.get("name").getAsString().equals("content_type")
                    && header.get("value").isJsonObject()) {
                JsonObject value = header.getAsJsonObject("value").getAsJsonObject("ContentType");
                JsonElement subtype = value.get("c_subtype");
                type = value.get("c_type").getAsString() + "/" + (subtype.isJsonNull() ? "?" : subtype.getAsString());
            }
        }
        type = type.toLowerCase(Locale.ROOT);
        List<String> children = new ArrayList<>();
        if (part.get("body").isJsonObject()) {
            Map.Entry<String, JsonElement> body =
                    part.getAsJsonObject("body").entrySet().iterator().next();
            if (body.getKey().equals("Multipart")) {
                String inside = type.equals("multipart/digest") ? "message/rfc822" : "text/plain";
                for (JsonElement child : body.getValue().getAsJsonArray()) {
                    children.add(types(parts, child.getAsInt(), inside));
                }
            } else if (body.getKey().equals("Message")) {
                children.add(types(body.getValue().getAsJsonObject().getAsJsonArray("parts"), 0, "text/plain"));
            }
        }
        return type + (children.isEmpty() ? "" : "(" + String.join(",", children) + ")");
    }
}
