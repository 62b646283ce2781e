package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.Waiting;

/** What several of the tests do with mailboxes. */
final class Mailboxes {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Mailboxes() {}

    /** Makes an account and gives its password. */
    static String make(EngineProcess engine, String address) {
        try (ControlClient control = engine.control()) {
            return control.addAccount(address).password();
        }
    }

    static void domain(EngineProcess engine, String name) {
        try (ControlClient control = engine.control()) {
            control.addDomain(name);
        }
    }

    static void lock(EngineProcess engine, String address) {
        try (ControlClient control = engine.control()) {
            control.lock(address);
        }
    }

    static boolean unlocked(EngineProcess engine, String address) {
        try (ControlClient control = engine.control()) {
            return control.account(address).unlocked();
        }
    }

    /** Signs in over TLS and selects INBOX once it holds {@code count} messages. */
    static ImapTestClient open(EngineProcess engine, String user, String password, long count) {
        ImapTestClient imap = engine.imaps().login(user, password);
        assertThat(Waiting.until(PATIENCE, () -> imap.select("INBOX") >= count))
                .as("%d messages in INBOX of %s", count, user)
                .isTrue();
        return imap;
    }

    /** Whether INBOX holds the letter, octet for octet behind the trace fields. */
    static boolean holds(ImapTestClient imap, Letter letter) {
        String sent = new String(letter.octets(), StandardCharsets.ISO_8859_1);
        return imap.fetch("1:*", "").values().stream()
                .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
                .anyMatch(text -> text.endsWith(sent));
    }

    /** A section of one message, as Latin-1; empty section for the whole. */
    static String text(ImapTestClient imap, long uid, String section) {
        return imap.fetch(Long.toString(uid), section).values().stream()
                .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
                .findFirst()
                .orElseThrow();
    }
}
