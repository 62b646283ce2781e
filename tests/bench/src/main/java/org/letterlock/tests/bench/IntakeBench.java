package org.letterlock.tests.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.letterlock.protocol.NewCredential;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.peer.DovecotPeer;
import org.letterlock.tests.kit.peer.PostfixPeer;

/**
 * Durable intake over SMTP, letters of 10 KB: into a locked mailbox until the last {@code 250}, into an unlocked one until the last is in INBOX; beside Postfix
 * handing to Dovecot by LMTP with fsync on, until the last is in INBOX there.
 */
final class IntakeBench implements Bench.Measurement {

    private final int letters;
    private final int runs;

    IntakeBench(int letters, int runs) {
        this.letters = letters;
        this.runs = runs;
    }

    @Override
    public List<Figure> measure() throws IOException {
        List<Figure> figures = new ArrayList<>();
        if (!PostfixPeer.isPossible() || !DovecotPeer.isPossible()) {
            return figures;
        }
        try (TempFolder folder = new TempFolder();
                DovecotPeer dovecot = DovecotPeer.start("maildir");
                PostfixPeer postfix = PostfixPeer.start("example.org", dovecot.lmtpTransport(), Map.of());
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            int mx = engine.address("mx").getPort();
            Setting.account(engine, "locked@example.test");
            NewCredential open = Setting.account(engine, "open@example.test");
            InetSocketAddress imaps = new InetSocketAddress("127.0.0.1", dovecot.imapsPort());
            try (ImapTestClient ours = engine.imaps().login("open@example.test", open.password());
                    ImapTestClient theirs =
                            ImapTestClient.connectTls(imaps).login("anna@example.org", DovecotPeer.PASSWORD)) {
                Setting.send(folder.path(), mx, "locked@example.test", 4, letters);
                long inOurs = 0;
                long inTheirs = 0;
                for (int connections : List.of(1, 4, 16)) {
                    List<Double> locked = new ArrayList<>();
                    List<Double> unlocked = new ArrayList<>();
                    List<Double> peer = new ArrayList<>();
                    for (int run = 0; run < runs; run++) {
                        locked.add(
                                letters / Setting.send(folder.path(), mx, "locked@example.test", connections, letters));

                        long begun = System.nanoTime();
                        Setting.send(folder.path(), mx, "open@example.test", connections, letters);
                        inOurs += letters;
                        Setting.awaitMessages(ours, inOurs);
                        unlocked.add(letters / ((System.nanoTime() - begun) / 1e9));

                        begun = System.nanoTime();
                        Setting.send(folder.path(), postfix.port(), "anna@example.org", connections, letters);
                        inTheirs += letters;
                        Setting.awaitMessages(theirs, inTheirs);
                        peer.add(letters / ((System.nanoTime() - begun) / 1e9));
                    }
                    String over = ", 10 KB letters a second over " + connections + " connection"
                            + (connections == 1 ? "" : "s");
                    Sample beside = new Sample(peer);
                    figures.add(Figure.against(
                            "durable intake, mailbox locked" + over,
                            new Sample(locked),
                            "Postfix to Dovecot",
                            beside,
                            true));
                    figures.add(Figure.against(
                            "durable intake until visible over IMAP" + over,
                            new Sample(unlocked),
                            "Postfix to Dovecot",
                            beside,
                            true));
                }
            }
        }
        return figures;
    }
}
