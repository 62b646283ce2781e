package org.letterlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/standards.md and the citations in the code say the same. */
final class StandardsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CITATION = Pattern.compile("RFC (\\d{3,5})");
    private static final Pattern ROW = Pattern.compile("^\\| RFC (\\d+) \\|.*?\\| (full|partial|format) \\|");

    private static final TreeSet<Integer> CITED = new TreeSet<>();
    private static final Map<Integer, String> TABLE = new TreeMap<>();

    @BeforeAll
    static void readBoth() throws IOException {
        for (String sources : new String[] {"engine/src/main/java", "remote-agent/protocol/src/main/java"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(sources))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    // A citation may be broken over two lines of a comment.
                    String text = Files.readString(file).replaceAll("RFC\\s+\\*?\\s*(?=\\d)", "RFC ");
                    Matcher citation = CITATION.matcher(text);
                    while (citation.find()) {
                        CITED.add(Integer.parseInt(citation.group(1)));
                    }
                }
            }
        }
        for (String line : Files.readAllLines(ROOT.resolve("docs/standards.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.find()) {
                TABLE.put(Integer.parseInt(row.group(1)), row.group(2));
            }
        }
    }

    @Test
    void everyCitedRfcStandsInTheTable() {
        assertThat(TABLE.keySet()).containsAll(CITED);
    }

    @Test
    void everyRfcThatIsFollowedInFullIsCited() {
        assertThat(TABLE).isNotEmpty();
        TABLE.forEach((rfc, status) -> {
            if (status.equals("full")) {
                assertThat(CITED).as("RFC " + rfc + " is said to be full").contains(rfc);
            }
        });
    }
}
