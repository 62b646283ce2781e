package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.store.AccountStore;

/** ENVELOPE and BODYSTRUCTURE (RFC 9051 §7.5.2) of letters by hand, from the store to the wire, each beside what a client has to read. */
final class GoldenStructureTest {

    private static final String FOLDER = "/org/letterlock/engine/imapserver/golden/";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alternative-in-mixed",
                "broken-multipart",
                "digest",
                "eight-bit-header",
                "empty-addresses",
                "encoded-words",
                "extension-data",
                "groups",
                "nested-message",
                "no-header",
                "plain",
                "rfc2231-names",
                "reply"
            })
    void writesAsWrittenDown(String name) throws IOException {
        try (ImapFixture fixture = new ImapFixture(folder);
                WireClient client = fixture.loggedIn()) {
            fixture.store.append(
                    fixture.inbox(),
                    List.of(new AccountStore.NewMessage(
                            Octets.of(resource(name + ".eml")), Set.of(), Instant.parse("2026-02-01T10:00:00Z"))));
            client.send("a1 EXAMINE INBOX\r\n");
            for (String line = client.readLine(); !line.startsWith("a1 OK"); ) {
                line = client.readLine();
            }
            StringBuilder said = new StringBuilder();
            for (String item : List.of("ENVELOPE", "BODY", "BODYSTRUCTURE")) {
                client.send("a2 FETCH 1 " + item + "\r\n");
                for (String line = client.readLine(); !line.startsWith("a2 OK"); line = client.readLine()) {
                    said.append(line).append('\n');
                }
            }
            String text = new String(said.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            assertThat(text).isEqualTo(new String(resource(name + ".txt"), StandardCharsets.UTF_8));
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = GoldenStructureTest.class.getResourceAsStream(FOLDER + name)) {
            assertThat(in).as(name).isNotNull();
            return Objects.requireNonNull(in).readAllBytes();
        }
    }
}
