package org.letterlock.tests.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.letterlock.protocol.NewCredential;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.peer.DovecotPeer;

/** What mail programs do all day, each beside Dovecot with TLS and the same letters: in seconds, and the geometric mean of how many times faster. */
final class ImapBench implements Bench.Measurement {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int OCTETS = 4_000;
    private static final int EVERY = 500;

    /** So often is asked in a row what takes milliseconds: one time says more of the system's clock and sleep than of the server. */
    private static final int IN_A_ROW = 9;

    /** What Thunderbird fetches of a mailbox that it sees for the first time. */
    private static final String FIRST_SYNC =
            "(UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS (From To Cc Bcc Subject Date Message-ID Priority"
                    + " X-Priority References Newsgroups In-Reply-To Content-Type Reply-To)])";

    private final int letters;
    private final int some;
    private final int runs;

    /**
     * @param letters how many INBOX has
     * @param some how many are copied, moved and appended
     * @param runs how often everything is measured; before that, it is done once
     */
    ImapBench(int letters, int some, int runs) {
        this.letters = letters;
        this.some = some;
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
            fill(us);
            fill(them);
            // The first day is not counted.
            us.day(letters, some);
            them.day(letters, some);
            List<Map<String, Double>> ours = new ArrayList<>();
            List<Map<String, Double>> theirs = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                ours.add(us.day(letters, some));
                theirs.add(them.day(letters, some));
            }
            return figures(ours, theirs);
        }
    }

    private static List<Figure> figures(List<Map<String, Double>> ours, List<Map<String, Double>> theirs) {
        List<Figure> figures = new ArrayList<>();
        double logarithms = 0;
        for (String what : ours.getFirst().keySet()) {
            Sample here = sample(ours, what);
            Sample there = sample(theirs, what);
            logarithms += Math.log(there.median() / here.median());
            figures.add(Figure.against(what + ", ms", here, "Dovecot", there, false));
        }
        double mean = Math.exp(logarithms / figures.size());
        figures.add(new Figure("geometric mean of these", "", "at least 1.5x", Sample.shown(mean) + "x"));
        return figures;
    }

    private static Sample sample(List<Map<String, Double>> days, String what) {
        return new Sample(
                days.stream().map(day -> Objects.requireNonNull(day.get(what))).toList());
    }

    private void fill(Side side) {
        LetterMaker maker = new LetterMaker(41);
        try (ImapTestClient client = side.signIn()) {
            client.pass("CREATE There");
            for (int i = 1; i <= letters; i++) {
                client.append(
                        "INBOX", i % 10 == 0 ? "\\Flagged" : "\\Seen", Setting.searchable(maker, i, OCTETS, EVERY));
            }
            Setting.settle(client);
        }
    }

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

        /** Everything once, in milliseconds. */
        Map<String, Double> day(int letters, int some) {
            Map<String, Double> took = new LinkedHashMap<>();
            try (ImapTestClient client = connect.get()) {
                client.patience(PATIENCE);
                took.put("LOGIN and SELECT", time(() -> {
                    client.login(user, password);
                    client.pass("SELECT INBOX");
                }));
                for (Map.Entry<String, String> each : commands(letters).entrySet()) {
                    took.put(each.getKey(), typical(() -> client.pass(each.getValue())));
                }
                took.put("STORE on " + letters, time(() -> client.pass("UID STORE 1:* +FLAGS.SILENT (\\Answered)")));
                client.pass("UID STORE 1:* -FLAGS.SILENT (\\Answered)");
                took.put("COPY of " + some, time(() -> client.pass("COPY 1:" + some + " There")));
                client.pass("SELECT There");
                took.put("MOVE of " + some, time(() -> client.pass("MOVE 1:" + some + " INBOX")));
                LetterMaker maker = new LetterMaker(some);
                List<byte[]> more = new ArrayList<>();
                for (int i = 1; i <= some; i++) {
                    more.add(Setting.searchable(maker, i, OCTETS, EVERY));
                }
                took.put(
                        "APPEND of " + some + ", one after the other",
                        time(() -> more.forEach(letter -> client.append("There", "\\Seen", letter))));
                empty(client, "There", "1:*");
                empty(client, "INBOX", letters + 1 + ":*");
                Setting.settle(client);
            }
            return took;
        }

        private static Map<String, String> commands(int letters) {
            Map<String, String> commands = new LinkedHashMap<>();
            commands.put("FETCH of the flags of " + letters, "UID FETCH 1:* (FLAGS)");
            commands.put("FETCH of the headers of " + letters, "UID FETCH 1:* " + FIRST_SYNC);
            commands.put("FETCH of " + letters + " whole", "UID FETCH 1:* (BODY.PEEK[])");
            commands.put("SEARCH for flags", "UID SEARCH FLAGGED UNSEEN");
            commands.put("SEARCH in the subject", "UID SEARCH SUBJECT \"Letter 77\"");
            commands.put("SEARCH in another header field", "UID SEARCH HEADER List-Id zwetschge");
            commands.put("SEARCH in the text", "UID SEARCH TEXT " + Setting.RARE);
            return commands;
        }

        private static void empty(ImapTestClient client, String mailbox, String numbers) {
            client.pass("SELECT " + mailbox);
            client.pass("STORE " + numbers + " +FLAGS.SILENT (\\Deleted)");
            client.pass("EXPUNGE");
        }

        /** The median of several times in a row. */
        private static double typical(Runnable work) {
            return new Sample(IntStream.range(0, IN_A_ROW)
                            .mapToObj(_ -> time(work))
                            .toList())
                    .median();
        }

        private static double time(Runnable work) {
            long begun = System.nanoTime();
            work.run();
            return (System.nanoTime() - begun) / 1e6;
        }
    }
}
