package org.letterlock.tests.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.letterlock.engine.dkim.DkimSigner;
import org.letterlock.engine.dkim.SignatureAlgorithm;
import org.letterlock.engine.dkim.SigningKey;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.protocol.AddressOrder;
import org.letterlock.protocol.NewCredential;
import org.letterlock.tests.kit.ControlClient;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.peer.DnsPeer;
import org.letterlock.tests.kit.peer.DovecotPeer;
import org.letterlock.tests.kit.peer.MailChecks;
import org.letterlock.tests.kit.peer.OwnNetwork;
import org.letterlock.tests.kit.peer.PostfixPeer;

/**
 * What {@link CheckedBench} runs in a network of its own: letters of 10 KB with an RSA signature, from addresses that SPF allows and whose names are right, under a
 * policy that asks to refuse everything else; to us, and to a Postfix with policyd-spf, OpenDKIM and OpenDMARC that hands to Dovecot by LMTP.
 */
final class CheckedIntake {

    private static final String FROM = "b@example.net";
    private static final String OURS = "192.0.2.1";
    private static final String THEIRS = "192.0.2.2";
    private static final List<Integer> CONNECTIONS = List.of(1, 4, 16);
    private static final int WARM_UP = 200;
    private static final double LIMIT_MILLIS = 50;

    private final int letters;
    private final int runs;
    private final byte[] letter;

    private CheckedIntake(int letters, int runs, byte[] letter) {
        this.letters = letters;
        this.runs = runs;
        this.letter = letter;
    }

    public static void main(String[] arguments) throws IOException {
        SigningKey.Fresh fresh = SigningKey.generate(SignatureAlgorithm.RSA_SHA256, new SecureRandom());
        byte[] letter = signed(
                SigningKey.of(new DomainName("example.net"), "s", SignatureAlgorithm.RSA_SHA256, fresh.privateKey()));
        try (DnsPeer dns = DnsPeer.startAsResolver("net", "example.net", "100.51.198.in-addr.arpa")) {
            dns.publish("100.51.198.in-addr.arpa", DnsPeer.Signed.WELL, "$GENERATE 1-254 $ PTR host$.example.net.\n");
            dns.publish("example.net", DnsPeer.Signed.WELL, """
                    @ MX 10 host1
                    @ TXT "v=spf1 ip4:198.51.100.0/24 -all"
                    _dmarc TXT "v=DMARC1; p=reject"
                    s._domainkey TXT %s
                    $GENERATE 1-254 host$ A 198.51.100.$
                    """.formatted(inPieces(fresh.record())));
            new CheckedIntake(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), letter)
                    .measure()
                    .forEach(figure -> System.out.println(figure.marked()));
        }
    }

    /** A text for a record, each of whose strings holds 255 octets at most. */
    private static String inPieces(String text) {
        return "\"" + text.replaceAll("(.{200})", "$1\" \"") + "\"";
    }

    private static byte[] signed(SigningKey key) throws IOException {
        byte[] plain = new LetterMaker(5)
                .prose(FROM, "anna@example.org", "A letter", 9_700)
                .octets();
        int bodyStart = new String(plain, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
        String field = new DkimSigner(Clock.systemUTC())
                .sign(List.of(key), HeaderFields.parse(Arrays.copyOf(plain, bodyStart)), Octets.of(plain), bodyStart);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(field.getBytes(StandardCharsets.US_ASCII));
        whole.writeBytes(plain);
        return whole.toByteArray();
    }

    private List<Figure> measure() throws IOException {
        List<Figure> figures = new ArrayList<>();
        try (TempFolder folder = new TempFolder();
                DovecotPeer dovecot = DovecotPeer.start("maildir");
                MailChecks checks = MailChecks.start();
                PostfixPeer postfix = PostfixPeer.start(new PostfixPeer.Settings(
                        "example.org", dovecot.lmtpTransport(), Map.of(), List.of(), false, THEIRS, checks));
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            engine.stop();
            engine.options(List.of("--resolver", OwnNetwork.RESOLVER + ":53", "--mx", OURS + ":25"));
            engine.startAgain();
            NewCredential anna = Setting.account(engine, "anna@example.test");
            try (ImapTestClient ours = engine.imaps().login("anna@example.test", anna.password());
                    ImapTestClient theirs = ImapTestClient.connectTls(
                                    new InetSocketAddress("127.0.0.1", dovecot.imapsPort()))
                            .login("anna@example.org", DovecotPeer.PASSWORD)) {
                Side us = new Side(new InetSocketAddress(OURS, 25), engine, ours);
                Side them = new Side(new InetSocketAddress(THEIRS, postfix.port()), null, theirs);
                us.send(1, WARM_UP);
                them.send(1, WARM_UP);
                us.expectVerdicts();
                them.expectVerdicts();
                for (int connections : CONNECTIONS) {
                    List<Double> mine = new ArrayList<>();
                    List<Double> others = new ArrayList<>();
                    us.replies.clear();
                    for (int run = 0; run < runs; run++) {
                        mine.add(letters / us.send(connections, letters));
                        others.add(letters / them.send(connections, letters));
                    }
                    String over = connections + " connection" + (connections == 1 ? "" : "s");
                    figures.add(Figure.against(
                            "intake with all checks until visible over IMAP, 10 KB letters a second over " + over,
                            new Sample(mine),
                            "Postfix with its checks, to Dovecot",
                            new Sample(others),
                            true));
                    if (connections == 1) {
                        Sample replies = new Sample(List.copyOf(us.replies));
                        figures.add(Figure.within(
                                "the reply to a letter with all checks over one connection, p99",
                                replies.percentile(99),
                                " (median " + Sample.shown(replies.median()) + ")",
                                LIMIT_MILLIS,
                                "ms"));
                    }
                }
            }
        }
        return figures;
    }

    /** One of the two that are measured. */
    private final class Side {

        private final InetSocketAddress mx;
        private final @Nullable EngineProcess engine;
        private final ImapTestClient inbox;
        private final List<Double> replies = Collections.synchronizedList(new ArrayList<>());
        private int host;
        private int addresses;
        private long sent;

        Side(InetSocketAddress mx, @Nullable EngineProcess engine, ImapTestClient inbox) {
            this.mx = mx;
            this.engine = engine;
            this.inbox = inbox;
        }

        /** Sends and gives the seconds until the last letter is seen. Each connection is another host's, and each time it goes to another address, as there are limits for both. */
        double send(int connections, int count) throws IOException {
            String to = "anna@example.org";
            if (engine != null) {
                to = "anna" + addresses++ + "@example.test";
                String address = to;
                try (ControlClient control = engine.control()) {
                    control.call(api -> api.addAddress(new AddressOrder(address, "anna@example.test")));
                }
            }
            List<StrangerSession> sessions = new ArrayList<>();
            try {
                for (int i = 0; i < connections; i++) {
                    host = host % 254 + 1;
                    sessions.add(StrangerSession.open(mx, "198.51.100." + host, "host" + host + ".example.net"));
                }
                sent += count;
                long begun = System.nanoTime();
                replies.addAll(StrangerSession.send(sessions, FROM, to, letter, count));
                Setting.awaitMessages(inbox, sent);
                return (System.nanoTime() - begun) / 1e9;
            } finally {
                for (StrangerSession session : sessions) {
                    session.close();
                }
            }
        }

        /** Sees that everything was looked at, and found good. */
        void expectVerdicts() {
            inbox.select("INBOX");
            String header =
                    new String(inbox.fetch("1:*", "HEADER").values().iterator().next(), StandardCharsets.US_ASCII);
            for (String verdict : List.of("spf=pass", "dkim=pass", "dmarc=pass")) {
                if (!header.contains(verdict)) {
                    throw new IllegalStateException("no " + verdict + " in " + header);
                }
            }
            // The STATUS of a selected mailbox may be an old one.
            inbox.command("UNSELECT");
        }
    }
}
