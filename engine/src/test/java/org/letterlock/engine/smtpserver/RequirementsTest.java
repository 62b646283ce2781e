package org.letterlock.engine.smtpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the MX to what RFC 5321 requires of it, by the dialogues of {@code requirements/rfc5321.txt}, and reports which requirements that can be seen on the wire no
 * test here holds it to.
 */
final class RequirementsTest {

    private static final Path FILE = Path.of("src/test/resources/requirements/rfc5321.txt");
    private static final Set<String> ON_THE_WIRE = Set.of("wire", "wire-with-fixture", "wire-client");

    @TempDir
    private Path folder;

    /** One dialogue: what it holds us to, and its lines. */
    private record Dialogue(List<String> requirements, List<String> lines) {}

    private static List<Dialogue> dialogues() throws IOException {
        List<Dialogue> all = new ArrayList<>();
        for (String line : Files.readAllLines(FILE)) {
            if (line.startsWith("REQ ")) {
                all.add(new Dialogue(words(line), new ArrayList<>(List.of("SERVER MX"))));
            } else if (line.equals("EHLO")) {
                List<String> lines = all.getLast().lines();
                lines.add("S~ 220 .*");
                lines.add("C: EHLO client.example.org");
                for (int i = 0; i < 8; i++) {
                    lines.add("S~ 250-.*");
                }
                lines.add("S: 250 STARTTLS");
            } else if (line.startsWith("LONGLINE ")) {
                all.getLast()
                        .lines()
                        .add("C: " + "x".repeat(Integer.parseInt(words(line).getFirst())));
            } else if (!all.isEmpty() && !line.startsWith("BY ") && !line.startsWith("NOT ") && !line.isEmpty()) {
                all.getLast().lines().add(line);
            }
        }
        return all;
    }

    private static List<String> words(String line) {
        return Arrays.stream(line.split(" ")).skip(1).toList();
    }

    @TestFactory
    List<DynamicTest> aServerKeepsTo() throws IOException {
        return dialogues().stream()
                .map(dialogue -> DynamicTest.dynamicTest(String.join(" ", dialogue.requirements()), () -> {
                    try (SmtpFixture fixture = new SmtpFixture(folder, false);
                            SmtpFixture.Open open = fixture.open(SmtpFixture.Role.MX)) {
                        new Transcript(fixture, open.client()).run(dialogue.lines());
                    }
                }))
                .toList();
    }

    /** The report; fails where the file names a requirement or a test that is not there. */
    @Test
    void reportsWhatHasNoTest(TestReporter reporter) throws Exception {
        Map<String, String> required = required();
        Set<String> held = new TreeSet<>();
        dialogues().forEach(dialogue -> held.addAll(dialogue.requirements()));
        Set<String> excused = new TreeSet<>();
        for (String line : Files.readAllLines(FILE)) {
            if (line.startsWith("BY ")) {
                String[] test = words(line).get(1).split("#", -1);
                assertThat(methods(test[0])).as(line).contains(test[1]);
                held.add(words(line).getFirst());
            } else if (line.startsWith("NOT ")) {
                excused.add(words(line).getFirst());
            }
        }
        assertThat(required.keySet()).containsAll(held).containsAll(excused);
        assertThat(held).doesNotContainAnyElementsOf(excused);
        StringBuilder report = new StringBuilder();
        required.forEach((id, text) -> {
            if (!held.contains(id) && !excused.contains(id)) {
                report.append("R-5321-").append(id).append(": ").append(text).append('\n');
            }
        });
        int missing = required.size() - held.size() - excused.size();
        reporter.publishEntry(
                "RFC 5321: MUSTs on the wire",
                required.size() + ", held to by a test " + held.size() + ", with a reason for none " + excused.size()
                        + ", without a test " + missing + "\n" + report);
        assertThat(missing).as(report.toString()).isZero();
    }

    private static List<String> methods(String name) throws ClassNotFoundException {
        for (String part : List.of("smtpserver", "smtp", "smtpclient", "dns")) {
            try {
                return Arrays.stream(Class.forName("org.letterlock.engine." + part + "." + name)
                                .getDeclaredMethods())
                        .map(java.lang.reflect.Method::getName)
                        .toList();
            } catch (ClassNotFoundException _) {
                // In another package.
            }
        }
        throw new ClassNotFoundException(name);
    }

    /** The MUSTs of RFC 5321 that can be seen on the wire, by their ids without what they share. */
    private static Map<String, String> required() throws IOException {
        Path file =
                Path.of(System.getProperty("letterlock.corpora", "corpora"), "requirements", "mail-requirements.json");
        assumeTrue(Files.exists(file), "the corpora are not here");
        JsonArray all =
                JsonParser.parseString(Files.readString(file)).getAsJsonObject().getAsJsonArray("requirements");
        TreeMap<String, String> required = new TreeMap<>();
        for (JsonElement element : all) {
            JsonObject one = element.getAsJsonObject();
            String id = one.get("id").getAsString();
            String kind = one.getAsJsonObject("testability").get("kind").getAsString();
            if (id.startsWith("R-5321-")
                    && one.get("level").getAsString().startsWith("MUST")
                    && ON_THE_WIRE.contains(kind)) {
                required.put(id.substring("R-5321-".length()), one.get("text").getAsString());
            }
        }
        return required;
    }
}
