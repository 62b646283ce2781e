package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.TempFolder;
import org.letterlock.tests.kit.peer.DnsPeer;
import org.letterlock.tests.kit.peer.OwnNetwork;

/** Part of {@link StrangersTest}, in a network of its own: SPF, DMARC and names of hosts, from the DNS to the mailbox. */
final class StrangersComeIn {

    private static final InetSocketAddress MX = new InetSocketAddress("11.22.33.1", 25);
    private static final String GOOD = "198.51.100.7";
    private static final String BAD = "198.51.100.200";
    private static final String ANNA = "anna@example.test";

    private StrangersComeIn() {}

    public static void main(String[] arguments) throws IOException {
        try (TempFolder folder = new TempFolder();
                DnsPeer dns = dns();
                EngineProcess engine = EngineProcess.start(folder.path().resolve("data"))) {
            engine.stop();
            engine.options(List.of("--resolver", OwnNetwork.RESOLVER + ":53", "--mx", "11.22.33.1:25"));
            engine.startAgain();
            Mailboxes.domain(engine, "example.test");
            String password = Mailboxes.make(engine, ANNA);

            assertThat(send(GOOD, "b@example.net")).startsWith("250 ");
            assertThat(send(BAD, "b@example.net")).startsWith("550 5.7.").contains("example.net");
            assertThat(send(BAD, "b@example.org")).startsWith("250 ");
            assertThat(send(BAD, "b@nothing.net")).startsWith("250 ");
            try (ImapTestClient imap = Mailboxes.open(engine, ANNA, password, 2)) {
                assertThat(header(imap, 1)).contains("spf=pass", "dmarc=pass", "iprev=pass");
                assertThat(header(imap, 2)).contains("spf=none", "dmarc=none", "iprev=pass");
                assertThat(imap.select("Junk")).isEqualTo(1);
                assertThat(header(imap, 1)).contains("spf=softfail", "dmarc=fail");
            }

            dns.stop();
            // The engine keeps for a while what it was told; of this one it was told nothing yet.
            assertThat(send(GOOD, "b@example.com")).startsWith("250 ");
            try (ImapTestClient imap = Mailboxes.open(engine, ANNA, password, 3)) {
                assertThat(header(imap, 3)).contains("spf=temperror");
            }
        }
    }

    private static DnsPeer dns() throws IOException {
        DnsPeer dns = DnsPeer.startAsResolver("net", "example.net", "org", "example.org", "100.51.198.in-addr.arpa");
        dns.publish("100.51.198.in-addr.arpa", DnsPeer.Signed.WELL, "$GENERATE 1-254 $ PTR host$.example.net.\n");
        dns.publish("example.net", DnsPeer.Signed.WELL, """
                @ MX 10 host7
                @ TXT "v=spf1 ip4:198.51.100.0/25 -all"
                _dmarc TXT "v=DMARC1; p=reject"
                $GENERATE 1-254 host$ A 198.51.100.$
                """);
        dns.publish("example.org", DnsPeer.Signed.WELL, """
                @ A 198.51.100.7
                @ TXT "v=spf1 ip4:198.51.100.0/25 ~all"
                _dmarc TXT "v=DMARC1; p=quarantine"
                """);
        return dns;
    }

    /** Sends a letter from there, and gives the reply to it, or to the first command that was refused. */
    private static String send(String from, String author) throws IOException {
        byte[] letter = """
                From: <%s>
                To: <%s>
                Subject: A letter
                Date: Sun, 22 Nov 2026 10:00:00 +0000
                Message-ID: <%d@%s>

                Hello
                """.formatted(author, ANNA, System.nanoTime(), author.substring(author.indexOf('@') + 1))
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        String name = "host" + from.substring(from.lastIndexOf('.') + 1) + ".example.net";
        try (SmtpTestClient client =
                SmtpTestClient.connect(InetAddress.ofLiteral(from), MX).ehlo(name)) {
            SmtpTestClient.Reply reply = client.deliver(author, List.of(ANNA), letter);
            return reply.code() + " " + String.join(" ", reply.lines());
        }
    }

    private static String header(ImapTestClient imap, long uid) {
        return new String(imap.fetch(Long.toString(uid), "HEADER").get(uid), StandardCharsets.US_ASCII);
    }
}
