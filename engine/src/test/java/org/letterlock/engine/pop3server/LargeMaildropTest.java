package org.letterlock.engine.pop3server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.UidSet;
import org.letterlock.engine.net.WireClient;

/** An INBOX that nobody ever tidied up. */
final class LargeMaildropTest {

    @TempDir
    private Path folder;

    @Test
    void listsTenThousandLetters() {
        lists(10_000);
    }

    @Test
    @Tag("long")
    void listsTwoHundredThousandLetters() {
        lists(200_000);
    }

    private void lists(int count) {
        try (Pop3Fixture fixture = new Pop3Fixture(folder)) {
            fixture.append("Subject: x\r\n\r\nx\r\n");
            UidSet all = UidSet.of(List.of(new UidSet.Range(1, count)));
            int letters = 1;
            while (letters < count) {
                fixture.store.copy(fixture.id("INBOX"), all, fixture.id("INBOX"));
                letters *= 2;
            }
            long before = used();
            try (WireClient client = fixture.loggedIn()) {
                assertThat(used() - before).as("octets held by a session").isLessThan(letters * 400L + (4 << 20));
                client.send("STAT\r\nLIST\r\nUIDL\r\nDELE 1\r\nDELE " + letters + "\r\nSTAT\r\n");
                assertThat(client.readLine()).isEqualTo("+OK " + letters + " " + 17L * letters);
                assertThat(client.readLine()).startsWith("+OK ");
                for (int number = 1; number <= letters; number++) {
                    assertThat(client.readLine()).isEqualTo(number + " 17");
                }
                assertThat(client.readLine()).isEqualTo(".");
                assertThat(client.readLine()).startsWith("+OK ");
                for (int number = 1; number <= letters; number++) {
                    assertThat(client.readLine()).startsWith(number + " 00000000.U" + number + ".");
                }
                assertThat(client.readLine()).isEqualTo(".");
                client.readLine();
                client.readLine();
                assertThat(client.readLine()).isEqualTo("+OK " + (letters - 2) + " " + 17L * (letters - 2));
            }
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
