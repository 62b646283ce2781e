package org.letterlock.tests.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.letterlock.protocol.NewCredential;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.peer.DovecotPeer;
import org.letterlock.tests.kit.peer.Mbsync;

/** mbsync of a full mailbox into an empty client, beside Dovecot with TLS and the same letters: without compression, and with, as mbsync does where it is offered. */
final class ReadingBench implements Bench.Measurement {

    private final int letters;
    private final int runs;

    ReadingBench(int letters, int runs) {
        this.letters = letters;
        this.runs = runs;
    }

    @Override
    public List<Figure> measure() throws IOException {
        if (!DovecotPeer.isPossible() || !Mbsync.isPossible()) {
            return List.of();
        }
        try (TempFolder folder = new TempFolder();
                DovecotPeer dovecot = DovecotPeer.start("maildir");
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            NewCredential anna = Setting.account(engine, "anna@example.test");
            fill(engine, anna, dovecot);
            List<Figure> figures = new ArrayList<>();
            for (boolean compressed : List.of(false, true)) {
                List<Double> ours = new ArrayList<>();
                List<Double> theirs = new ArrayList<>();
                // The first is not counted: a server that has just started has other things to do.
                for (int run = 0; run <= runs; run++) {
                    String name = (compressed ? "compressed" : "plain") + run;
                    Mbsync us = new Mbsync(
                            folder.path().resolve("ours-" + name), engine, "anna@example.test", anna.password());
                    Mbsync them = new Mbsync(
                            folder.path().resolve("theirs-" + name),
                            dovecot.imapsPort(),
                            dovecot.certificate(),
                            "anna@example.org",
                            DovecotPeer.PASSWORD);
                    // Each goes first every other time: the second finds a file system that has just made as many
                    // files.
                    if (run % 2 == 0) {
                        ours.add(sync(us, compressed));
                        theirs.add(sync(them, compressed));
                    } else {
                        theirs.add(sync(them, compressed));
                        ours.add(sync(us, compressed));
                    }
                    if (run == 0) {
                        ours.clear();
                        theirs.clear();
                    }
                }
                figures.add(Figure.against(
                        "mbsync of " + letters + " letters into an empty client, "
                                + (compressed ? "with COMPRESS, " : "") + "seconds",
                        new Sample(ours),
                        "Dovecot",
                        new Sample(theirs),
                        false));
            }
            return figures;
        }
    }

    private void fill(EngineProcess engine, NewCredential anna, DovecotPeer dovecot) {
        InetSocketAddress imaps = new InetSocketAddress("127.0.0.1", dovecot.imapsPort());
        try (ImapTestClient us = engine.imaps().login("anna@example.test", anna.password());
                ImapTestClient them =
                        ImapTestClient.connectTls(imaps).login("anna@example.org", DovecotPeer.PASSWORD)) {
            LetterMaker maker = new LetterMaker(11);
            for (int i = 0; i < letters; i++) {
                byte[] letter = maker.prose("b@example.org", "anna@example.test", "Letter " + i, 10_000)
                        .octets();
                us.append("INBOX", "", letter);
                them.append("INBOX", "", letter);
            }
            Setting.settle(us);
        }
    }

    private double sync(Mbsync program, boolean compressed) {
        Mbsync mbsync = compressed ? program : program.uncompressed();
        long begun = System.nanoTime();
        mbsync.run().expectSuccess();
        double seconds = (System.nanoTime() - begun) / 1e9;
        int count = mbsync.box("INBOX").count();
        if (count != letters) {
            throw new IllegalStateException("mbsync fetched " + count + " of " + letters + " letters");
        }
        return seconds;
    }
}
