package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.net.WireClient;
import org.letterlock.engine.store.AccountStore;

/** RFC 10022 §3.1 on a mailbox with gaps among its UIDs. */
final class UidBatchesTest {

    @TempDir
    private Path folder;

    private static String batches(WireClient client, String arguments) {
        client.send("x UIDBATCHES " + arguments + "\r\n");
        String said = client.readLine();
        assertThat(client.readLine()).isEqualTo("x OK Done");
        return said;
    }

    private static void fill(ImapFixture fixture) {
        AccountStore.NewMessage message = new AccountStore.NewMessage(
                Octets.of("a: b\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                Set.of(new Flag("\\Seen")),
                Instant.parse("2026-02-01T10:00:00Z"));
        fixture.store.append(fixture.inbox(), Collections.nCopies(1300, message));
        // 1 to 9 and 701 to 800 are gone: 1,191 are left.
        fixture.store.remove(fixture.inbox(), UidSet.of(List.of(new UidSet.Range(1, 9), new UidSet.Range(701, 800))));
    }

    @Test
    void dividesTheUidsWithoutAGap() {
        try (ImapFixture fixture = new ImapFixture(folder)) {
            fill(fixture);
            try (WireClient client = fixture.loggedIn()) {
                client.send("s EXAMINE INBOX\r\n");
                while (!client.readLine().startsWith("s OK")) {}
                String all = "* UIDBATCHES (TAG \"x\") 1300:801,800:201,200:1";
                assertThat(batches(client, "500")).isEqualTo(all);
                assertThat(batches(client, "500 1:3")).isEqualTo(all);
                assertThat(batches(client, "500 1:200")).isEqualTo(all);
                assertThat(batches(client, "500 2:2")).isEqualTo("* UIDBATCHES (TAG \"x\") 800:201");
                assertThat(batches(client, "500 3:9")).isEqualTo("* UIDBATCHES (TAG \"x\") 200:1");
                assertThat(batches(client, "500 4:9")).isEqualTo("* UIDBATCHES (TAG \"x\")");
                assertThat(batches(client, "500 4294967295:4294967295")).isEqualTo("* UIDBATCHES (TAG \"x\")");
                assertThat(batches(client, "1190")).isEqualTo("* UIDBATCHES (TAG \"x\") 1300:11,10:1");
                assertThat(batches(client, "1191")).isEqualTo("* UIDBATCHES (TAG \"x\") 1300:1");
                assertThat(batches(client, "4294967295")).isEqualTo("* UIDBATCHES (TAG \"x\") 1300:1");
            }
            assertThat(fixture.store.verify()).isEmpty();
        }
    }
}
