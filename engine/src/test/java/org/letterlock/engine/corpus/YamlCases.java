package org.letterlock.engine.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the part of YAML that the suites of others use: several documents of block mappings and sequences, plain and quoted scalars, literal and folded blocks,
 * flow sequences on one line. Of a key that stands twice in a mapping the second is kept as {@code KEY again}. Fails on what it does not know.
 */
public final class YamlCases {

    private static final Pattern KEY =
            Pattern.compile("(\"[^\"]*\"|'[^']*'|[^\\s\"'\\[#-][^#\"']*?|-[^\\s:]+):(?:\\s+(.*))?");

    private final List<String> lines;
    private int at;

    private YamlCases(List<String> lines) {
        this.lines = lines;
    }

    /** The documents of a file: each a mapping of strings, lists and mappings. */
    public static List<Map<String, Object>> read(Path file) throws IOException {
        List<Map<String, Object>> documents = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.stripTrailing().equals("---")) {
                add(open, documents);
                open = new ArrayList<>();
            } else {
                open.add(line);
            }
        }
        add(open, documents);
        return documents;
    }

    private static void add(List<String> lines, List<Map<String, Object>> documents) {
        YamlCases reader = new YamlCases(lines);
        if (reader.skipToContent()) {
            documents.add(mapping(reader.block(0)));
        }
    }

    /** {@code value} as a mapping. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> mapping(Object value) {
        return (Map<String, Object>) value;
    }

    /** {@code value} as a list; a list of itself where it is none. */
    @SuppressWarnings("unchecked")
    public static List<Object> list(Object value) {
        return value instanceof List<?> list ? (List<Object>) list : List.of(value);
    }

    private boolean skipToContent() {
        while (at < lines.size()
                && (lines.get(at).isBlank() || lines.get(at).strip().startsWith("#"))) {
            at++;
        }
        return at < lines.size();
    }

    private int indent() {
        return indent(lines.get(at));
    }

    private static int indent(String line) {
        int spaces = 0;
        while (spaces < line.length() && line.charAt(spaces) == ' ') {
            spaces++;
        }
        return spaces;
    }

    private Object block(int least) {
        if (!skipToContent() || indent() < least) {
            return "";
        }
        int indent = indent();
        return isItem(lines.get(at).substring(indent)) ? sequence(indent) : mappingAt(indent);
    }

    private static boolean isItem(String text) {
        return text.equals("-") || text.startsWith("- ");
    }

    private List<Object> sequence(int indent) {
        List<Object> items = new ArrayList<>();
        while (skipToContent() && indent() == indent && isItem(lines.get(at).substring(indent))) {
            String line = lines.get(at);
            String rest = line.substring(indent + 1);
            int inner = indent + 1 + indent(rest);
            if (KEY.matcher(rest.strip()).matches() && !rest.strip().startsWith("[")) {
                lines.set(at, " ".repeat(inner) + line.substring(inner));
                items.add(mappingAt(inner));
            } else {
                at++;
                items.add(value(rest.strip(), indent));
            }
        }
        return items;
    }

    private Map<String, Object> mappingAt(int indent) {
        Map<String, Object> mapping = new LinkedHashMap<>();
        while (skipToContent() && indent() == indent) {
            Matcher key = KEY.matcher(lines.get(at).strip());
            if (!key.matches()) {
                throw new IllegalStateException("line not understood: " + lines.get(at));
            }
            at++;
            String rest = key.group(2) == null ? "" : key.group(2).strip();
            String name = (String) scalar(key.group(1));
            mapping.put(mapping.containsKey(name) ? name + " again" : name, value(rest, indent));
        }
        if (at < lines.size() && indent() > indent) {
            throw new IllegalStateException("indentation not understood: " + lines.get(at));
        }
        return mapping;
    }

    private Object value(String rest, int indent) {
        if (rest.isEmpty()) {
            return block(indent + 1);
        }
        if (rest.startsWith("|") || rest.startsWith(">")) {
            return scalarBlock(indent, rest.charAt(0) == '>');
        }
        StringBuilder text = new StringBuilder(rest);
        while (at < lines.size() && !lines.get(at).isBlank() && indent() > indent) {
            text.append(' ').append(lines.get(at++).strip());
        }
        return scalar(text.toString());
    }

    private String scalarBlock(int indent, boolean folded) {
        List<String> taken = new ArrayList<>();
        int own = -1;
        while (at < lines.size() && (lines.get(at).isBlank() || indent() > indent)) {
            String line = lines.get(at++);
            if (own < 0 && !line.isBlank()) {
                own = indent(line);
            }
            taken.add(line);
        }
        int cut = Math.max(own, 0);
        while (!taken.isEmpty() && taken.getLast().isBlank()) {
            taken.removeLast();
        }
        List<String> text = taken.stream()
                .map(line -> line.substring(Math.min(cut, line.length())))
                .toList();
        return folded ? String.join(" ", text) : String.join("\n", text) + (text.isEmpty() ? "" : "\n");
    }

    private static Object scalar(String text) {
        if (text.startsWith("\"")) {
            return unescape(text.substring(1, text.lastIndexOf('"')));
        }
        if (text.startsWith("'")) {
            return text.substring(1, text.lastIndexOf('\'')).replace("''", "'");
        }
        if (text.startsWith("[")) {
            return flow(text.substring(1, text.lastIndexOf(']')));
        }
        int comment = text.indexOf(" #");
        return comment < 0 ? text : text.substring(0, comment).strip();
    }

    private static List<Object> flow(String text) {
        List<Object> items = new ArrayList<>();
        Matcher item =
                Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^,\\s][^,]*").matcher(text);
        while (item.find()) {
            items.add(scalar(item.group().strip()));
        }
        return items;
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escaped = text.charAt(++i);
            switch (escaped) {
                case 'x' -> {
                    plain.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                case 'n' -> plain.append('\n');
                case 'r' -> plain.append('\r');
                case 't' -> plain.append('\t');
                case '0' -> plain.append('\0');
                default -> plain.append(escaped);
            }
        }
        return plain.toString();
    }
}
