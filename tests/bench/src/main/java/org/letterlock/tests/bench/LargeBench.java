package org.letterlock.tests.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.sasl.Login;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.AccountStore.NewMessage;
import org.letterlock.engine.store.SearchExpression;
import org.letterlock.engine.store.SearchLimits;
import org.letterlock.protocol.NewCredential;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.peer.DovecotPeer;

/** What a large mailbox costs, beside Dovecot with the same letters in a Maildir: the flags of all of them, and a word in the text of a few. */
final class LargeBench implements Bench.Measurement {

    private static final int EVERY = 5_000;
    private static final int AT_ONCE = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final int flagged;
    private final int searched;
    private final int runs;

    /**
     * @param flagged how many letters the mailbox has whose flags are fetched
     * @param searched how many the mailbox has that is searched
     */
    LargeBench(int flagged, int searched, int runs) {
        this.flagged = flagged;
        this.searched = searched;
        this.runs = runs;
    }

    @Override
    public List<Figure> measure() throws Exception {
        if (!DovecotPeer.isPossible()) {
            return List.of();
        }
        return List.of(flags(), search());
    }

    private Figure flags() throws IOException {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        byte[] letter = "Subject: x\r\n\r\nx\r\n".getBytes(US_ASCII);
        try (TempFolder folder = new TempFolder();
                DovecotPeer dovecot = DovecotPeer.start("maildir");
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            NewCredential anna = Setting.account(engine, "anna@example.test");
            for (int i = 0; i < flagged; i++) {
                dovecot.put("anna@example.org", i, letter);
            }
            try (ImapTestClient us = engine.imaps().login("anna@example.test", anna.password());
                    ImapTestClient them = connect(dovecot)) {
                us.patience(PATIENCE);
                them.patience(PATIENCE);
                us.append("INBOX", "\\Seen", letter);
                for (long count = us.select("INBOX"); count < flagged; count = us.select("INBOX")) {
                    us.command("COPY 1:" + Math.min(count, flagged - count) + " INBOX");
                }
                them.select("INBOX");
                for (int run = 0; run < runs; run++) {
                    ours.add(flags(us));
                    theirs.add(flags(them));
                }
            }
        }
        return Figure.against(
                "UID FETCH of the flags of " + flagged + " letters, seconds",
                new Sample(ours),
                "Dovecot",
                new Sample(theirs),
                false);
    }

    private static ImapTestClient connect(DovecotPeer dovecot) {
        return ImapTestClient.connectTls(new InetSocketAddress("127.0.0.1", dovecot.imapsPort()))
                .login("anna@example.org", DovecotPeer.PASSWORD);
    }

    private double flags(ImapTestClient client) {
        long begun = System.nanoTime();
        int count = client.command("UID FETCH 1:* (FLAGS)").untagged().size();
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (count < flagged) {
            throw new IllegalStateException("flags of " + count + " letters came");
        }
        return seconds;
    }

    private Figure search() throws Exception {
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        try (TempFolder folder = new TempFolder();
                DovecotPeer dovecot = DovecotPeer.start("maildir");
                Home home = new Home(folder.path())) {
            try (Login login = home.login();
                    ImapTestClient them = fill(home.store(login), dovecot)) {
                AccountStore store = home.store(login);
                store.settle();
                them.patience(PATIENCE);
                them.select("INBOX");
                for (int run = 0; run < runs; run++) {
                    long begun = System.nanoTime();
                    int found = store.search(
                                    StoreBench.inbox(store),
                                    new SearchExpression.Body(Setting.RARE),
                                    SearchLimits.of(Duration.ofMinutes(1)))
                            .size();
                    ours.add((System.nanoTime() - begun) / 1e9);
                    begun = System.nanoTime();
                    int foundThere = them.search("BODY " + Setting.RARE).size();
                    theirs.add((System.nanoTime() - begun) / 1e9);
                    if (found != searched / EVERY || foundThere != found) {
                        throw new IllegalStateException("found " + found + " and " + foundThere + " letters");
                    }
                }
            }
        }
        return Figure.against(
                "search for a word in the text of " + searched + " letters, seconds",
                new Sample(ours),
                "Dovecot without an index",
                new Sample(theirs),
                false);
    }

    private ImapTestClient fill(AccountStore store, DovecotPeer dovecot) throws IOException {
        LetterMaker maker = new LetterMaker(31);
        List<NewMessage> some = new ArrayList<>();
        for (int i = 1; i <= searched; i++) {
            byte[] letter = Setting.searchable(maker, i, 600, EVERY);
            dovecot.put("anna@example.org", i, letter);
            some.add(new NewMessage(Octets.of(letter), Set.of(), Instant.EPOCH));
            if (some.size() == AT_ONCE || i == searched) {
                store.append(StoreBench.inbox(store), some);
                some.clear();
            }
        }
        return connect(dovecot);
    }
}
