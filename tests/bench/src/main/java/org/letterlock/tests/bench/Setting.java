package org.letterlock.tests.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.letterlock.protocol.NewCredential;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.Waiting;
import org.letterlock.tests.kit.peer.Program;

/** What several measurements begin with. */
final class Setting {

    /** A word of which only some letters hold one. */
    static final String RARE = "quetzalcoatl";

    private Setting() {}

    /** A new account of {@code engine}, its domain added where it is missing. */
    static NewCredential account(EngineProcess engine, String address) {
        try (ControlClient control = engine.control()) {
            String domain = address.substring(address.indexOf('@') + 1);
            if (control.call(api -> api.domains()).stream()
                    .noneMatch(known -> known.name().equals(domain))) {
                control.addDomain(domain);
            }
            return control.addAccount(address);
        }
    }

    /** A letter of prose; each that a multiple of {@code every} is holds {@link #RARE}. */
    static byte[] searchable(LetterMaker maker, int number, int octets, int every) {
        byte[] letter = maker.prose("b@example.org", "anna@example.test", "Letter " + number, octets)
                .octets();
        if (number % every > 0) {
            return letter;
        }
        byte[] rare = (RARE + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] longer = Arrays.copyOf(letter, letter.length + rare.length);
        System.arraycopy(rare, 0, longer, letter.length, rare.length);
        return longer;
    }

    /** Letters are read some time after they came: their texts are indexed by then, where there is an index. A search waits for that. */
    static void settle(ImapTestClient client) {
        client.select("INBOX");
        while (!client.attempt("SEARCH TEXT zwetschge").isOk()) {
            // It ran into its time limit, and what it indexed meanwhile stays.
        }
    }

    /** Sends {@code letters} letters of 10 KB over {@code connections} connections and gives the seconds until the last was accepted. */
    static double send(Path folder, int port, String to, int connections, int letters) throws IOException {
        Path letter = folder.resolve("letter.eml");
        String text = new String(
                new LetterMaker(7)
                        .sized("b@example.org", to, "A letter of ten kilobytes", 10_000)
                        .octets(),
                StandardCharsets.US_ASCII);
        Files.writeString(letter, text.replace("\r\n", "\n"));
        long begun = System.nanoTime();
        Program.Result sent = Program.of(
                        "smtp-source",
                        "-d",
                        "-s",
                        Integer.toString(connections),
                        "-m",
                        Integer.toString(letters),
                        "-F",
                        letter.toString(),
                        "-f",
                        "b@example.org",
                        "-t",
                        to,
                        "127.0.0.1:" + port)
                .within(Duration.ofMinutes(10))
                .run()
                .expectSuccess();
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (sent.output().contains("fatal")) {
            throw new IllegalStateException(sent.output());
        }
        return seconds;
    }

    /** Waits until INBOX holds {@code count} letters. */
    static void awaitMessages(ImapTestClient imap, long count) {
        boolean there = Waiting.until(Duration.ofMinutes(10), () -> messages(imap) >= count);
        if (!there) {
            throw new IllegalStateException("there are " + messages(imap) + " letters, not " + count);
        }
    }

    private static long messages(ImapTestClient imap) {
        for (String line : imap.command("STATUS INBOX (MESSAGES)").lines()) {
            int at = line.indexOf("MESSAGES ");
            if (at >= 0) {
                return Long.parseLong(line.substring(at + 9).replaceAll("[^0-9].*", ""));
            }
        }
        return 0;
    }
}
