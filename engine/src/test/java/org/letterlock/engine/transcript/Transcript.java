package org.letterlock.engine.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.engine.net.DeflatingClient;
import org.letterlock.engine.net.WireClient;

/**
 * A conversation in a file, one line a step. {@code #} begins a comment; a step is a side, perhaps a session in brackets, and what is said:
 *
 * <ul>
 *   <li>{@code C: text} sends a line; {@code C- text} sends text as it is, with the escapes {@code \r \n \0 \\}
 *   <li>{@code S: text} expects a line, {@code S~ regex} one that matches as a whole, {@code S* regex} skips lines up to one that matches
 *   <li>{@code C! TLS} starts TLS, {@code C! DEFLATE} compresses from here on, {@code C! CLOSE} hangs up, {@code S! CLOSED} expects that the server has closed
 * </ul>
 *
 * <p>{@code C[b]: text} speaks in session {@code b}; a session begins when it is first named.
 */
public final class Transcript {

    private static final Pattern STEP = Pattern.compile("([CS])(?:\\[(\\w+)])?([:~*!-]) ?(.*)");

    private final String name;
    private final List<Step> steps;

    private record Step(int line, char side, String session, char kind, String text) {}

    private Transcript(String name, List<Step> steps) {
        this.name = name;
        this.steps = steps;
    }

    /** The transcript in {@code file}. */
    public static Transcript read(Path file) throws IOException {
        List<Step> steps = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher step = STEP.matcher(line);
            if (!step.matches()) {
                throw new IllegalArgumentException(file + ":" + number + ": not a step: " + line);
            }
            String session = step.group(2) == null ? "" : step.group(2);
            steps.add(new Step(
                    number, step.group(1).charAt(0), session, step.group(3).charAt(0), step.group(4)));
        }
        return new Transcript(String.valueOf(file.getFileName()), steps);
    }

    /**
     * Holds a server to it.
     *
     * @param connect gives the client's end of a session of that name
     */
    public void play(Function<String, WireClient> connect) {
        Map<String, WireClient> sessions = new HashMap<>();
        try {
            for (Step step : steps) {
                WireClient client = sessions.computeIfAbsent(step.session(), connect);
                if (step.kind() == '!' && step.text().equals("DEFLATE")) {
                    sessions.put(step.session(), new DeflatingClient(client));
                    continue;
                }
                try {
                    play(step, client);
                } catch (AssertionError e) {
                    throw new AssertionError(name + ":" + step.line() + ": " + e.getMessage(), e);
                }
            }
        } finally {
            sessions.values().forEach(WireClient::close);
        }
    }

    private static void play(Step step, WireClient client) {
        if (step.side() == 'C') {
            switch (step.kind()) {
                case ':' -> client.send(step.text() + "\r\n");
                case '-' -> client.send(unescaped(step.text()));
                case '!' -> {
                    if (step.text().equals("TLS")) {
                        client.startTls();
                    } else {
                        client.close();
                    }
                }
                default -> throw new IllegalArgumentException("unknown step " + step);
            }
            return;
        }
        switch (step.kind()) {
            case ':' -> assertThat(line(client)).isEqualTo(step.text());
            case '~' -> assertThat(line(client)).matches(step.text());
            case '*' -> {
                Pattern wanted = Pattern.compile(step.text());
                List<String> skipped = new ArrayList<>();
                String line = line(client);
                while (!wanted.matcher(line).matches()) {
                    skipped.add(line);
                    assertThat(skipped).as("lines before " + step.text()).hasSizeLessThan(1000);
                    line = line(client);
                }
            }
            case '!' -> assertThat(client.isClosedByServer()).isTrue();
            default -> throw new IllegalArgumentException("unknown step " + step);
        }
    }

    private static String line(WireClient client) {
        return new String(client.readLine().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && !escaped) {
                escaped = true;
                continue;
            }
            char meant = switch (c) {
                case 'r' -> '\r';
                case 'n' -> '\n';
                case '0' -> '\0';
                default -> c;
            };
            plain.append(escaped ? meant : c);
            escaped = false;
        }
        return plain.toString();
    }
}
