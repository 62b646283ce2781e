package org.letterlock.engine.smtpserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.letterlock.engine.net.WireClient;

/**
 * A dialogue in a file. {@code SERVER role} comes first. {@code S: } is a line from the server, {@code S~ } a regular expression for one, {@code C: } a line from
 * the client, {@code CRAW: } octets from it with {@code \r \n \0} escapes; what the client says in a row goes out in one segment. {@code TLS} starts TLS,
 * {@code CLOSED} expects the server to close, {@code LETTERS n m} that the intake has n letters and the queue m, {@code HAS text} that the last letter of all
 * holds a text, {@code HASNOT text} that it does not. {@code #} begins a comment.
 */
final class Transcript {

    private final SmtpFixture fixture;
    private final WireClient client;
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();

    Transcript(SmtpFixture fixture, WireClient client) {
        this.fixture = fixture;
        this.client = client;
    }

    static SmtpFixture.Role role(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("SERVER "))
                .map(line -> SmtpFixture.Role.valueOf(line.substring(7)))
                .findFirst()
                .orElseThrow();
    }

    void run(List<String> lines) {
        int number = 0;
        for (String line : lines) {
            number++;
            int space = line.indexOf(' ');
            String word = space < 0 ? line : line.substring(0, space);
            String rest = space < 0 ? "" : line.substring(space + 1);
            if (!word.startsWith("C:") && !word.startsWith("CRAW:") && unsent.size() > 0) {
                client.send(unsent.toByteArray());
                unsent.reset();
            }
            switch (word) {
                case "", "SERVER" -> {}
                case "C:" -> unsent.writeBytes((rest + "\r\n").getBytes(StandardCharsets.UTF_8));
                case "CRAW:" ->
                    unsent.writeBytes(rest.replace("\\r", "\r")
                            .replace("\\n", "\n")
                            .replace("\\0", "\0")
                            .getBytes(StandardCharsets.UTF_8));
                case "S:" -> assertThat(client.readLine()).as("line " + number).isEqualTo(rest);
                case "S~" -> assertThat(client.readLine()).as("line " + number).matches(rest);
                case "TLS" -> client.startTls();
                case "CLOSED" ->
                    assertThat(client.isClosedByServer()).as("line " + number).isTrue();
                case "LETTERS" ->
                    assertThat(fixture.delivered.size() + " " + fixture.queued.size())
                            .as("line " + number)
                            .isEqualTo(rest);
                case "HAS" -> assertThat(last()).as("line " + number).contains(rest);
                case "HASLINE" -> assertThat(last()).as("line " + number).contains("\r\n" + rest + "\r\n");
                case "HASNOT" -> assertThat(last()).as("line " + number).doesNotContain(rest);
                case "DELIVERED" ->
                    assertThat(fixture.delivered.getLast().text())
                            .as("line " + number)
                            .contains(rest);
                case "DELIVEREDNOT" ->
                    assertThat(fixture.delivered.getLast().text())
                            .as("line " + number)
                            .doesNotContain(rest);
                default -> assertThat(word).as("line " + number).startsWith("#");
            }
        }
    }

    private String last() {
        return (fixture.queued.isEmpty() ? fixture.delivered : fixture.queued)
                .getLast()
                .toString();
    }
}
