package org.letterlock.tests.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.letterlock.protocol.NewCredential;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.peer.DovecotPeer;

/** How a mail program that was away catches up with a large mailbox (RFC 7162 §3.2.5): octets and milliseconds of one SELECT with QRESYNC, beside Dovecot with the same letters and changes. */
final class ResyncBench implements Bench.Measurement {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int CHANGES = 100;
    private static final double LIMIT_MILLIS = 20;
    private static final byte[] LETTER = "Subject: x\r\n\r\nx\r\n".getBytes(US_ASCII);
    private static final Pattern VALIDITY = Pattern.compile("\\[UIDVALIDITY (\\d+)]");
    private static final Pattern MOD_SEQ = Pattern.compile("\\[HIGHESTMODSEQ (\\d+)]");

    private static final int UNCOUNTED = 4;

    private final int letters;
    private final int runs;

    ResyncBench(int letters, int runs) {
        this.letters = letters;
        this.runs = runs;
    }

    @Override
    public List<Figure> measure() throws IOException {
        if (!DovecotPeer.isPossible()) {
            return List.of();
        }
        try (TempFolder folder = new TempFolder();
                DovecotPeer dovecot = DovecotPeer.start("maildir");
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            NewCredential anna = Setting.account(engine, "anna@example.test");
            InetSocketAddress imaps = new InetSocketAddress("127.0.0.1", dovecot.imapsPort());
            Side us = new Side(engine::imaps, "anna@example.test", anna.password());
            Side them = new Side(() -> ImapTestClient.connectTls(imaps), "anna@example.org", DovecotPeer.PASSWORD);
            for (int i = 0; i < letters; i++) {
                dovecot.put("anna@example.org", i, LETTER);
            }
            fill(us);
            // The first times are not counted: the compiler of the JVM is at work, and mod-sequences have one digit.
            for (int run = 0; run < UNCOUNTED; run++) {
                us.comeBack(letters, run);
                them.comeBack(letters, run);
            }
            List<Return> ours = new ArrayList<>();
            List<Return> theirs = new ArrayList<>();
            for (int run = UNCOUNTED; run < UNCOUNTED + runs; run++) {
                ours.add(us.comeBack(letters, run));
                theirs.add(them.comeBack(letters, run));
            }
            String what = "QRESYNC of " + letters + " letters after " + CHANGES + " changes, ";
            Sample took = new Sample(ours.stream().map(Return::millis).toList());
            return List.of(
                    Figure.against(
                            what + "octets",
                            new Sample(ours.stream().map(Return::octets).toList()),
                            "Dovecot",
                            new Sample(theirs.stream().map(Return::octets).toList()),
                            false),
                    Figure.against(
                            what + "ms",
                            took,
                            "Dovecot",
                            new Sample(theirs.stream().map(Return::millis).toList()),
                            false),
                    Figure.within(what + "median", took.median(), "", LIMIT_MILLIS, "ms"));
        }
    }

    private void fill(Side us) {
        try (ImapTestClient client = us.signIn()) {
            client.append("INBOX", "\\Seen", LETTER);
            for (long count = client.select("INBOX"); count < letters; count = client.select("INBOX")) {
                client.pass("COPY 1:" + Math.min(count, letters - count) + " INBOX");
            }
        }
    }

    /** What one SELECT took. */
    private record Return(double octets, double millis) {}

    /**
     * One of the two servers.
     *
     * @param connect opens a connection to it
     */
    private record Side(Supplier<ImapTestClient> connect, String user, String password) {

        ImapTestClient signIn() {
            ImapTestClient client = connect.get().login(user, password);
            client.patience(PATIENCE);
            return client;
        }

        /** Somebody else changes the flags of half a hundred letters and expunges as many, all over the mailbox; then the client that was away comes back. */
        Return comeBack(int letters, int run) {
            String known;
            try (ImapTestClient other = signIn()) {
                String state = text(other.command("SELECT INBOX (CONDSTORE)"));
                known = number(VALIDITY, state) + " " + number(MOD_SEQ, state);
                other.pass("UID STORE " + uids(letters, 2 * run + 1) + " +FLAGS.SILENT (\\Flagged)");
                String gone = uids(letters, 2 * run + 2);
                other.pass("UID STORE " + gone + " +FLAGS.SILENT (\\Deleted)");
                other.pass("UID EXPUNGE " + gone);
            }
            try (ImapTestClient client = signIn()) {
                client.pass("ENABLE QRESYNC");
                long begun = System.nanoTime();
                ImapTestClient.Result result = client.command("SELECT INBOX (QRESYNC (" + known + "))");
                double millis = (System.nanoTime() - begun) / 1e6;
                String told = text(result);
                if (told.split("FETCH", -1).length - 1 < CHANGES / 2 || !told.contains("VANISHED")) {
                    throw new IllegalStateException("not all changes came");
                }
                return new Return(told.length() + result.text().length(), millis);
            }
        }

        private static String uids(int letters, int first) {
            int step = letters / (CHANGES / 2);
            return IntStream.range(0, CHANGES / 2)
                    .mapToObj(i -> Integer.toString(first + i * step))
                    .collect(Collectors.joining(","));
        }

        private static String text(ImapTestClient.Result result) {
            return result.untagged().stream()
                    .map(response -> response.line() + "\r\n")
                    .collect(Collectors.joining());
        }

        private static String number(Pattern pattern, String text) {
            Matcher found = pattern.matcher(text);
            if (!found.find()) {
                throw new IllegalStateException("no " + pattern);
            }
            return found.group(1);
        }
    }
}
